import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startLivekit } from '../e2e/support/livekit.ts';
import { until } from '../e2e/support/until.ts';
import { findFfmpeg } from '../server/ffmpeg/find.ts';
import { atMost, type Bench, median, plain } from './figure.ts';
import type { SeveralState, ToSeveral } from './recording/several.ts';
import type { SharedTracks } from './sharing/sharers.ts';
import { makeTape } from './sharing/tape.ts';
import { usageOf } from './usage.ts';

const COUNTS = [1, 2, 4, 8, 12, 16, 24, 32, 48, 64];
const WARM_UP_MS = 6000;
const MEASURE_MS = 15_000;
const SAMPLE_MS = 330;
/** So much later than the first share's first segment means that the machine is full. */
const LATE_MS = 1500;
const GIVE_UP_MS = 15_000;
/** From EGRESS-like recorders' figures: 0.45 cores a share. */
const EGRESS_ON_ONE_CORE = 2;

interface Step {
  count: number;
  cores: number;
  memoryMb: number;
  firstMs: number;
  ageMs: number;
  loop: SeveralState['loop'];
}

/**
 * What each further share of 720p30 costs the embedded recorder, and how many it takes on one core. The sharers play
 * a tape, in a process of their own, so that the recorder is measured and not a browser.
 */
export const shares: Bench = {
  name: 'shares',
  async measure(say) {
    const folder = await mkdtemp(join(tmpdir(), 'bench-shares-'));
    const closers: (() => unknown)[] = [() => rm(folder, { recursive: true, force: true })];
    try {
      const ffmpegPath = await findFfmpeg(process.env.FFMPEG_PATH);
      const tapeFile = await makeTape(ffmpegPath, folder);
      const core = await leaveOneCore(process.pid);
      say(core ? 'the recorder has one core to itself' : 'the recorder runs on every core');
      const livekit = await startLivekit();
      closers.push(livekit.close);
      const { url, apiKey, apiSecret } = livekit;
      const order = { livekit: { url, apiKey, apiSecret }, ffmpegPath, tapeFile };
      const sharers = run('sharing/sharers.ts', order, []);
      closers.push(() => end(sharers));
      const recorder = run('recording/several.ts', order, core);
      closers.push(() => end(recorder));
      let lost = 0;
      createInterface({ input: recorder.stdout as NodeJS.ReadableStream }).on('line', (line) => {
        lost += Number(/"packetsLost":(\d+)/.exec(line)?.[1] ?? 0);
        if (/"level":(40|50)/.test(line)) say(line);
      });
      const startedMs = new Map<string, number>();
      const record = async (number: number) => {
        const tracks = await ask<SharedTracks>(sharers, `replay_1_${number}`);
        const picture = { width: 1280, height: 720, fps: 30, bitsPerS: null };
        const request = { ...tracks, picture, folder: join(folder, String(number), '1') };
        recorder.send({ record: request } satisfies ToSeveral);
        startedMs.set(tracks.userId, performance.now());
      };
      /** Waits for everybody's first segment. @returns how long the last one took, ms */
      const firstSegments = async () => {
        let mostMs = 0;
        const allListed = async () => {
          const { recordings } = await ask<SeveralState>(recorder, 'state');
          for (const { userId, newestSegmentAtMs } of recordings) {
            const begunMs = startedMs.get(userId);
            if (!newestSegmentAtMs || begunMs === undefined) continue;
            startedMs.delete(userId);
            mostMs = Math.max(mostMs, performance.now() - begunMs);
          }
          return startedMs.size === 0;
        };
        const wait = { timeoutMs: GIVE_UP_MS, everyMs: 50 };
        await until('every first segment is listed', allListed, wait).catch(() => {
          mostMs = GIVE_UP_MS;
        });
        return mostMs;
      };

      const steps: Step[] = [];
      let recorded = 0;
      for (const count of COUNTS) {
        for (; recorded < count; recorded += 1) await record(recorded + 1);
        const firstMs = await firstSegments();
        await sleep(WARM_UP_MS);
        await ask(recorder, 'state');
        const ages: number[] = [];
        const [from, fromMs] = [await usageOf(recorder.pid as number), performance.now()];
        let state: SeveralState | undefined;
        const loops: SeveralState['loop'][] = [];
        while (performance.now() - fromMs < MEASURE_MS) {
          await sleep(SAMPLE_MS);
          state = await ask<SeveralState>(recorder, 'state');
          loops.push(state.loop);
          const nowMs = Date.now();
          ages.push(...state.recordings.map((one) => nowMs - (one.newestSegmentAtMs ?? 0)));
        }
        const to = await usageOf(recorder.pid as number);
        const cores = (to.cpuS - from.cpuS) / ((performance.now() - fromMs) / 1000);
        const loop = {
          medianMs: median(loops.map(({ medianMs }) => medianMs)),
          p99Ms: median(loops.map(({ p99Ms }) => p99Ms)),
          mostMs: Math.max(...loops.map(({ mostMs }) => mostMs)),
        };
        const step = { count, cores, memoryMb: to.memoryMb, firstMs, ageMs: median(ages), loop };
        steps.push(step);
        say(describe(step));
        const broken = state?.recordings.some((one) => one.state !== 'active');
        if (broken || firstMs > (steps[0]?.firstMs ?? 0) + LATE_MS) break;
      }
      const [first, last] = [steps[0] as Step, (steps.at(-2) ?? steps[0]) as Step];
      const further = last.count - first.count || 1;
      recorder.disconnect();
      await once(recorder, 'exit');
      const of = (what: string) => `shares: ${what}`;
      return [
        ...steps.flatMap(({ count, cores, memoryMb, firstMs, ageMs, loop }) => [
          plain(of(`cores, ${count}`), cores, ''),
          plain(of(`memory, ${count}`), memoryMb, 'MB'),
          plain(of(`first segment, ${count}`), firstMs, 'ms'),
          plain(of(`age of the newest listed frame, median, ${count}`), ageMs, 'ms'),
          plain(of(`event loop late, 99 %, ${count}`), loop.p99Ms, 'ms'),
        ]),
        atMost(of('cores for each further one'), (last.cores - first.cores) / further, '', 0.07),
        atMost(
          of('memory for each further one'),
          (last.memoryMb - first.memoryMb) / further,
          'MB',
          20,
        ),
        plain(of('at once, on one core'), last.count, ''),
        plain(of('at once on one core by the figures of LiveKit Egress'), EGRESS_ON_ONE_CORE, ''),
        atMost(of('packets lost'), lost, '', 0),
      ];
    } finally {
      for (const close of closers.reverse()) await close();
    }
  },
};

function describe({ count, cores, memoryMb, firstMs, ageMs, loop }: Step): string {
  const late = `loop ${loop.medianMs.toFixed(1)}/${loop.p99Ms.toFixed(1)}/${loop.mostMs.toFixed(0)} ms late`;
  return `${count}: ${cores.toFixed(3)} cores, ${memoryMb.toFixed(0)} MB, first after ${firstMs.toFixed(0)} ms, ${ageMs.toFixed(0)} ms old, ${late}`;
}

/** Moves a process off one core. @returns the command that puts another one there; [] where that can't be done */
async function leaveOneCore(pid: number): Promise<string[]> {
  const others = availableParallelism() - 1;
  if (others < 1) return [];
  const cores = others === 1 ? '1' : `1-${others}`;
  return promisify(execFile)('taskset', ['-apc', cores, String(pid)]).then(
    () => ['taskset', '-c', '0'],
    () => [],
  );
}

function run(script: string, order: unknown, prefix: string[]): ChildProcess {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const flags = (process.env.BENCH_FLAGS ?? '').split(' ').filter(Boolean);
  const [command = '', ...args] = [
    ...prefix,
    process.execPath,
    ...(prefix.length ? flags : []),
    file,
    JSON.stringify(order),
  ];
  return spawn(command, args, {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, MALLOC_ARENA_MAX: '2' },
  });
}

async function ask<T>(child: ChildProcess, message: string): Promise<T> {
  const answer = once(child, 'message');
  child.send(message);
  return (await answer)[0] as T;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || !child.connected) return;
  child.disconnect();
  await once(child, 'exit');
}
