import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { orderClips } from '../e2e/support/load/clips.ts';
import { openPages } from '../e2e/support/load/pages.ts';
import { type LoadStage, openLoadStage } from '../e2e/support/load/stage.ts';
import { until } from '../e2e/support/until.ts';
import { findFfmpeg } from '../server/ffmpeg/find.ts';
import { roomName } from '../server/livekit/room-name.ts';
import { ask, letGo, startChild } from './child.ts';
import { atLeast, atMost, type Bench, type Figure, median, plain } from './figure.ts';
import { answerTimes } from './interacting/measured.ts';
import type { NoShare, SharedTracks } from './sharing/sharers.ts';
import { makeTape } from './sharing/tape.ts';

const LOAD = { people: 50, pagesEach: 10, clips: 200, withinMs: 60_000 };
const MOST_SHARES = 40;
/** A share that is not recorded by then never is: LiveKit is full. */
const GIVE_UP_MS = 20_000;
/** Between shares: the newest stretch of ten seconds sees the one before. */
const APART_MS = 3000;
/** Connections that are kept for a next request are closed by then. */
const OVER_MS = 60_000;

/** Shares until the process takes no more, and then 200 clips in a minute of 50 people with 500 open pages. */
export const load: Bench = {
  name: 'load',
  async measure(say) {
    const stage = await openLoadStage(LOAD.people);
    try {
      const { control } = stage.sandbox;
      say('each of them clips once, so that all is warm');
      const warm = { people: stage.people, clips: LOAD.people, withinMs: 15_000 };
      await orderClips(control, warm);
      await sleep(5000);
      const before = await stage.held();
      const shares = await fillWithShares(stage, say);
      say(
        `${LOAD.clips} clips in ${LOAD.withinMs / 1000} s, ${LOAD.people * LOAD.pagesEach} pages open`,
      );
      const cookies = await Promise.all(
        stage.people.map(async (userId) => ({ userId, cookie: await stage.signIn(userId) })),
      );
      const [reading, dead] = [LOAD.pagesEach - 1, 1];
      const pages = await openPages(
        stage.url,
        cookies.map((one) => ({ ...one, reading, dead })),
      );
      const fromMs = performance.now();
      const clips = await orderClips(control, { ...LOAD, people: stage.people });
      const tookMs = performance.now() - fromMs;
      const most = await stage.held();
      const missing = await stage.figure('hindsight_missing_seconds_total');
      await sleep(1000);
      const heard = clips.reduce((sum, { id, userId }) => sum + pages.heard(userId, id, 'done'), 0);
      const times = answerTimes(clips);
      const posted = clips.filter(({ message }) => message?.attachments.length === 1).length;
      const wrong = clips.filter((one) => one.callbacks !== 1 || one.state !== 'answered').length;
      pages.close();
      await shares.end();
      say('all of it is over');
      await sleep(OVER_MS);
      const after = await stage.held();
      const of = (what: string) => `load: ${what}`;
      const figures: Figure[] = [
        plain(of('shares recorded at once'), shares.recorded, ''),
        plain(of('shares that waited'), shares.waiting, ''),
        atMost(of('missing in those that were recorded'), missing, 's', 0),
        atMost(of('commands answered late, twice or never'), wrong, '', 0),
        plain(of('first answer, middle'), median(times), 'ms'),
        atMost(
          of('first answer, slowest of a hundred'),
          times[Math.floor(times.length * 0.99)] ?? Number.NaN,
          'ms',
          1000,
        ),
        atLeast(of('clips posted'), posted, `of ${LOAD.clips}`, LOAD.clips),
        plain(of('until the last is posted'), tookMs / 1000, 's'),
        atLeast(of('pages told, of all that should be'), heard / (LOAD.clips * reading), '', 1),
        plain(of('memory before'), before.memoryMb, 'MB'),
        plain(of('memory with all of it'), most.memoryMb, 'MB'),
        atMost(of('memory afterwards beside before'), after.memoryMb / before.memoryMb, '', 1.3),
        plain(of('what it holds before'), before.heapMb, 'MB'),
        atMost(of('what it holds afterwards beside that'), after.heapMb / before.heapMb, '', 1.2),
        atMost(of('files and sockets more than before'), after.files - before.files, '', 0),
        atMost(of('programs left'), after.children, '', 0),
      ];
      return figures;
    } finally {
      await stage.close();
    }
  },
};

/** One after the other, until one waits or LiveKit takes no more. */
async function fillWithShares(
  { livekit, figure, sandbox }: LoadStage,
  say: (line: string) => void,
) {
  const folder = await mkdtemp(join(tmpdir(), 'bench-load-'));
  const tapeFile = await makeTape(await findFfmpeg(process.env.FFMPEG_PATH), folder);
  const { url, apiKey, apiSecret } = livekit;
  const order = { livekit: { url, apiKey, apiSecret }, tapeFile };
  const sharers = startChild('sharing/sharers.ts', order);
  const { guilds } = await sandbox.control.world('ada');
  const recorded = () => figure('hindsight_recordings');
  const waited = () => figure('hindsight_shares_waited_total');
  for (let count = 1; count <= MOST_SHARES; count += 1) {
    const room = roomName(guilds[0]?.id ?? '', String(1000 + count));
    const answer = await ask<SharedTracks | NoShare>(sharers, room);
    if ('failed' in answer) {
      say(answer.failed);
      break;
    }
    const settled = async () => (await recorded()) >= count || (await waited()) > 0;
    const inTime = { timeoutMs: GIVE_UP_MS, everyMs: 500 };
    const isSettled = await until('it is recorded, or waits', settled, inTime).catch(() => false);
    await sleep(APART_MS);
    const parts = ['thread', 'delay', 'memory'].map(
      async (of) => `${of} ${(await figure(`hindsight_recorder_load{of="${of}"}`)).toFixed(2)}`,
    );
    say(`${await recorded()} recorded: ${(await Promise.all(parts)).join(', ')}`);
    if (!isSettled || (await waited()) > 0) break;
  }
  return {
    recorded: await recorded(),
    waiting: await waited(),
    async end(): Promise<void> {
      await letGo(sharers);
      await until('no share is recorded', async () => (await recorded()) === 0, {
        timeoutMs: 60_000,
      });
      await rm(folder, { recursive: true });
    },
  };
}
