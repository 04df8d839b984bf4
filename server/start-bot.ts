import { startBot as logInBot } from '../bot/bot.ts';
import type { Sandbox } from '../sandbox/start.ts';
import { NO_GUILD } from './auth/access.ts';
import { holdsGuild } from './calls/own-shards.ts';
import type { Ending } from './ending.ts';
import type { Outbox } from './outbox.ts';
import type { Services } from './services.ts';
import type { OnClose, OwnProcess } from './start-process.ts';

export type RunningBot = Awaited<ReturnType<typeof startBot>>;

/** Logs the bot in; it leaves last, where another process takes over. */
export async function startBot(
  services: Services,
  parts: { own: OwnProcess; sandbox: Sandbox | null; outbox: Outbox; ending: Ending },
  onClose: OnClose,
) {
  const { own, sandbox, outbox, ending } = parts;
  const { token = sandbox?.botToken ?? '', apiUrl = sandbox?.apiUrl } = services.config.discord;
  const { shards, shardIds } = services.config.discord;
  const bot = await logInBot(services, { token, apiUrl, shards, shardIds });
  onClose(async () => {
    await bot.finish();
    if (!(await own.handover.isAwaited())) return bot.leave();
    own.atLast(async () => {
      await own.handover.untilArrived(ending.leftMs());
      await bot.leave();
    });
  });
  await own.processes.holdShards(bot.shards);
  const tellsDms = holdsGuild(bot.shards, NO_GUILD);
  if (tellsDms && own.store.isShared) {
    const stop = await outbox.serve(bot.notify);
    onClose(async () => stop());
  }
  return { bot, tellsDms };
}
