import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { serveCards } from '../e2e/support/card/serve-card.ts';
import { ADA, linkIn, waitForOutcome } from '../e2e/support/hindsight.ts';
import { startProductProcess } from '../e2e/support/product-process.ts';
import { openShare } from '../e2e/support/share.ts';
import { until } from '../e2e/support/until.ts';
import { snowflakeTime } from '../sandbox/snowflake.ts';
import { type Sandbox, startSandbox } from '../sandbox/start.ts';
import { createSegmentLibrary } from '../server/segments/library.ts';
import { atLeast, atMost, type Bench, median, plain } from './figure.ts';
import { usageOf } from './usage.ts';

const CLIPS = 50;
/** One in so many is too large for its server and has to be encoded again. */
const LARGE_EVERY = 10;
const LIMIT = 10 << 20;
const SECONDS = { small: 20, large: 60 };
const BUFFERED_MS = 65_000;
const QUIET_MS = 15_000;
const DEADLINE_MS = 15 * 60_000;
const SEGMENT_MS = 2000;

/** Fifty people's worth of /clip at the same moment, while the share that they clip goes on. */
export const clipBurst: Bench = {
  name: 'clip-burst',
  async measure(say) {
    const dataDir = await mkdtemp(join(tmpdir(), 'bench-burst-'));
    const sandbox = await startSandbox({ dataDir });
    const { control } = sandbox;
    const all = { CLIPS_AT_ONCE_PER_PERSON: String(CLIPS) };
    const product = await startProductProcess(sandbox, dataDir, all);
    const cards = await serveCards();
    const closers = [cards.close, product.close, sandbox.close];
    try {
      const { id: startId } = await control.run({ ...ADA, command: '/replay start' });
      const link = linkIn(await control.waitForAnswer(startId));
      const sharing = await openShare(link, cards.card());
      closers.unshift(sharing.close);
      await sharing.press();
      await control.setUploadLimit('Hindsight Test Server', LIMIT);
      say(`sharing the test card until ${BUFFERED_MS / 1000} s of it are buffered`);
      const { me } = await control.world('ada');
      const segments = createSegmentLibrary({ segmentsPath: join(dataDir, 'replay-segments') });
      await until(
        'enough is buffered',
        async () => ((await segments.coverage(me))?.bufferedMs ?? 0) >= BUFFERED_MS,
        { timeoutMs: 2 * BUFFERED_MS, everyMs: 1000 },
      );

      const listed = watchSegments(() => segments.coverage(me));
      await sleep(QUIET_MS);
      const quiet = listed.latestMs();
      const before = await usageOf(product.pid());
      const memory = watchMemory(product.pid());
      say(`${CLIPS} times /clip at once`);
      const burstMs = Date.now();
      const ids = await Promise.all(
        Array.from({ length: CLIPS }, async (_, i) => {
          const seconds = i % LARGE_EVERY === 0 ? SECONDS.large : SECONDS.small;
          return (await control.run({ ...ADA, command: `/clip ${seconds}s` })).id;
        }),
      );
      const seen = await Promise.all(ids.map((id) => waitForOutcome(control, id, DEADLINE_MS)));
      const doneMs = Date.now();
      const loaded = listed.latestMs();
      const delivered = seen.filter(({ message }) => message?.attachments.length === 1);
      const fitted = delivered.filter(({ message }) => message?.content.includes('Encoded again'));
      const answers = await firstAnswers(sandbox, ids);
      await sleep(2 * SEGMENT_MS);
      listed.stop();
      const missing = await missingMs(segments, me, burstMs, doneMs);
      say(`all have their outcome after ${Math.round((doneMs - burstMs) / 1000)} s`);
      return [
        atMost('clip-burst: first answer, worst', Math.max(...answers), 'ms', 1000),
        plain('clip-burst: first answer, median', median(answers), 'ms'),
        atLeast('clip-burst: clips delivered', delivered.length, `of ${CLIPS}`, CLIPS),
        atLeast('clip-burst: of them encoded again', fitted.length, '', CLIPS / LARGE_EVERY),
        plain('clip-burst: until the last is posted', (doneMs - burstMs) / 1000, 's'),
        plain('clip-burst: memory before, with livekit-server', before.memoryMb, 'MB'),
        atMost('clip-burst: memory with ffmpeg, most', memory.stop(), 'MB', 700),
        plain('clip-burst: segment listed after its end, worst, before', quiet, 'ms'),
        atMost('clip-burst: segment listed after its end, worst', loaded, 'ms', quiet + SEGMENT_MS),
        atMost('clip-burst: missing in the recording meanwhile', missing, 'ms', 0),
        plain('clip-burst: temporary files left', await count(join(dataDir, 'tmp')), ''),
      ];
    } finally {
      for (const close of closers) await close();
      await rm(dataDir, { recursive: true, force: true });
    }
  },
};

/** From the command to the bot's first answer, ms each. */
async function firstAnswers({ control }: Sandbox, ids: string[]): Promise<number[]> {
  const requests = await control.requests();
  return ids.map((id) => {
    const first = requests.find(({ path }) => path.startsWith(`/interactions/${id}/`));
    return first ? Date.parse(first.at) - snowflakeTime(id) : Number.POSITIVE_INFINITY;
  });
}

/** How long after its end each new segment is listed. */
function watchSegments(coverage: () => Promise<{ toMs: number } | null>) {
  let latest = 0;
  let known = 0;
  let running = true;
  void (async () => {
    while (running) {
      const { toMs } = (await coverage()) ?? { toMs: 0 };
      if (known && toMs > known) latest = Math.max(latest, Date.now() - toMs);
      known = toMs;
      await sleep(100);
    }
  })();
  return {
    latestMs: () => {
      const most = latest;
      latest = 0;
      return most;
    },
    stop: () => {
      running = false;
    },
  };
}

/** The most that a process and all that it started hold, MB. */
function watchMemory(pid: number) {
  let most = 0;
  let running = true;
  void (async () => {
    while (running) {
      most = Math.max(most, (await usageOf(pid)).memoryMb);
      await sleep(250);
    }
  })();
  return {
    stop: () => {
      running = false;
      return most;
    },
  };
}

/** Time between two moments that no segment covers, or that is marked as a discontinuity, ms. */
async function missingMs(
  segments: ReturnType<typeof createSegmentLibrary>,
  userId: string,
  fromMs: number,
  toMs: number,
): Promise<number> {
  const found = await segments.between(userId, fromMs, toMs);
  let missing = 0;
  for (const [i, segment] of found.entries()) {
    const previous = found[i - 1];
    if (!previous) continue;
    if (segment.discontinuity) missing += segment.durationMs;
    // Ends and beginnings are rounded to ms.
    const gapMs = segment.startMs - (previous.startMs + previous.durationMs);
    if (gapMs > 50) missing += gapMs;
  }
  return Math.round(missing);
}

async function count(folder: string): Promise<number> {
  return (await readdir(folder).catch(() => [])).length;
}
