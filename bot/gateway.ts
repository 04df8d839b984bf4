import { type Client, GatewayCloseCodes as Close, Events, Status } from 'discord.js';
import { UserError } from '../server/errors.ts';
import type { Log } from '../server/log.ts';
import type { Metrics } from '../server/metrics.ts';

export const TOKEN_REFUSED =
  'Discord refuses DISCORD_TOKEN. Copy it again from the page Bot of your application, or leave it empty to use the sandbox.';

/** What to do about a close that discord.js does not come back from, by its code. */
const ENDS: Record<number, string> = {
  [Close.AuthenticationFailed]: TOKEN_REFUSED,
  [Close.InvalidShard]:
    'Discord does not know a shard of that number among so many. Set SHARDS=auto.',
  [Close.ShardingRequired]:
    'The bot is on more servers than Discord allows for so few connections. Set SHARDS=auto.',
  [Close.InvalidAPIVersion]:
    'Discord no longer speaks the version of its gateway that this Hindsight uses. Update Hindsight.',
  [Close.InvalidIntents]:
    'Discord does not know an intent that this Hindsight asks for. Update Hindsight.',
  [Close.DisallowedIntents]:
    'Discord does not allow the bot the intent Guilds. Look at the page Bot of your application.',
};

/** Whether nothing comes back after a close with this code: trying again would be refused again. */
export const isForGood = (code: number) => code in ENDS;

/** The connection to Discord's gateway: discord.js keeps it up; here it is told how it goes. */
export type Gateway = ReturnType<typeof watchGateway>;

/** @param closing aborted when we end: what is lost from then on is no loss */
export function watchGateway(client: Client, closing: AbortSignal, log: Log, metrics: Metrics) {
  const ended = Promise.withResolvers<never>();
  // Only a login waits for it.
  ended.promise.catch(() => {});
  let end: UserError | undefined;

  client.on(Events.ShardReconnecting, () => {
    if (closing.aborted) return;
    metrics.countGateway('lost');
    log.warn('the gateway is lost; connecting again');
  });
  client.on(Events.ShardResume, (_shard, replayed) => {
    metrics.countGateway('resumed');
    log.info({ replayed }, 'the gateway is back, and nothing was missed');
  });
  client.on(Events.ShardReady, () => {
    metrics.countGateway('identified');
    log.info('the gateway is there, with a session of its own');
  });
  client.on(Events.ShardError, (err) => log.warn({ err }, 'the gateway could not be reached'));
  client.on(Events.ShardDisconnect, ({ code }) => {
    const words = ENDS[code] ?? 'Discord has ended the connection for good. Start Hindsight again.';
    end = new UserError(`${words} (The gateway closed with ${code}.)`);
    metrics.countGateway('ended');
    log.error({ code }, end.message);
    ended.reject(end);
  });

  const isUp = () =>
    client.isReady() && client.ws.shards.every(({ status }) => status === Status.Ready);
  metrics.watchGateway(isUp);

  return {
    /** Rejects once Discord has closed the connection for good. */
    ended: ended.promise,
    /** @throws Error while it is not connected; UserError when it never will be again */
    check(): void {
      if (end) throw end;
      if (!isUp()) throw new Error('the gateway is not connected');
    },
  };
}
