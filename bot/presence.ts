import { ActivityType, type Client, Events, Status } from 'discord.js';
import type { Log } from '../server/log.ts';

/** Discord takes five in 20 s: what changes in between is told together, ms. */
const EVERY_MS = 5000;

/**
 * Shows everywhere on how many screens the bot has an eye, and nothing of whose.
 * @param count shares that are buffered now
 */
export function showPresence(parts: {
  client: Client<true>;
  count(): Promise<number>;
  closing: AbortSignal;
  log: Log;
}): void {
  const { client, count, closing, log } = parts;
  /** undefined: not known, since the connection was lost in between. */
  let shown: number | undefined = 0;
  const isUp = () => client.ws.shards.every(({ status }) => status === Status.Ready);

  async function look(): Promise<void> {
    try {
      const now = await count();
      // What is sent on a connection that is lost comes late or never.
      if (now === shown || closing.aborted || !isUp()) return;
      shown = now;
      // One text for the people of all servers.
      const name = now === 1 ? '1 screen' : `${now} screens`;
      const activities = now === 0 ? [] : [{ name, type: ActivityType.Watching }];
      client.user.setPresence({ activities });
    } catch (err) {
      log.warn({ err }, 'how many screens are buffered is not shown');
    }
  }

  void look();
  const timer = setInterval(() => void look(), EVERY_MS).unref();
  const forget = () => {
    shown = undefined;
  };
  client.on(Events.ShardReady, forget);
  client.on(Events.ShardResume, forget);
  closing.addEventListener('abort', () => clearInterval(timer));
}
