import { type Client, Events } from 'discord.js';
import PQueue from 'p-queue';
import type { Log } from '../server/log.ts';
import type { RemovedServers } from '../server/servers/removed.ts';

/**
 * Notes which servers the bot is removed from and comes back to. discord.js tells an outage by another event, and keeps
 * such a server in its cache.
 */
export function watchServers(
  client: Client<true>,
  removed: RemovedServers,
  /** Whether this process would hear of a server. */
  holds: (guildId: string) => boolean,
  log: Log,
): void {
  // In the order in which Discord tells it.
  const turns = new PQueue({ concurrency: 1 });
  const note = (work: () => Promise<void>) =>
    void turns.add(work).catch((err) => {
      log.error({ err }, 'which servers the bot is on could not be noted');
    });
  const first = [...client.guilds.cache.keys()];
  note(() => removed.only(first, holds));
  client.on(Events.GuildDelete, ({ id }) => note(() => removed.removed(id)));
  client.on(Events.GuildCreate, ({ id }) => note(() => removed.there(id)));
}
