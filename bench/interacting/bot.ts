import { startBot } from '../../bot/bot.ts';
import { openTestServices } from '../../bot/test-services.ts';
import { createOrders } from '../../server/clips/orders.ts';
import { segmentsFrom, writeSession } from '../../server/segments/test-sessions.ts';

/** What is buffered at the start, ms: a load takes a minute. */
const BEFORE_MS = 120_000;
const AFTER_MS = 300_000;
const MIB = 1024 * 1024;

export interface BotOrder {
  token: string;
  apiUrl: string;
  /** Whose buffer there is. */
  sharerId: string;
}

/** How the bot stands. */
export interface BotReport {
  /** Resident, megabytes. */
  memoryMb: number;
  /** Of JavaScript's objects, those that are still in use; megabytes. */
  heldMb: number;
  /** Ids of the clips that were made, as often as they were. */
  made: string[];
  /** Orders that have no outcome yet. */
  left: number;
}

/** The bot in a process of its own, so that its memory is its alone; only the clips are played. */
async function start({ token, apiUrl, sharerId }: BotOrder) {
  const parts = await openTestServices();
  const { services } = parts;
  const startMs = Date.now() - BEFORE_MS;
  const segments = segmentsFrom(startMs, 0, (BEFORE_MS + AFTER_MS) / 2000 - 1);
  await writeSession(services.config.segmentsPath, sharerId, startMs, { segments });
  const bot = await startBot(services, { token, apiUrl });
  parts.played.bot = bot;
  // What tests keep of the log would be taken for the bot's memory.
  setInterval(() => parts.lines.splice(0), 1000).unref();
  return { parts, bot };
}

const started = start(JSON.parse(process.argv[2] ?? ''));
// From the beginning: what is asked before it has started waits.
process.on('message', async () => {
  const { parts } = await started;
  const memoryMb = process.memoryUsage.rss() / MIB;
  // What only waits to be collected is not held.
  globalThis.gc?.();
  const heldMb = process.memoryUsage().heapUsed / MIB;
  const left = (await createOrders(parts.services.store).left()).length;
  process.send?.({ memoryMb, heldMb, made: parts.made, left } satisfies BotReport);
});
process.once('disconnect', async () => {
  const { parts, bot } = await started;
  await bot.close();
  await parts.close();
  process.exit(0);
});
