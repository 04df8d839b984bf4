import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AS_STARTED } from '../e2e/support/product-process.ts';
import { findFfmpeg } from '../server/ffmpeg/find.ts';
import type { Cost, CutOrder } from './cutting/cut-once.ts';
import { makeLongTape } from './cutting/long-tape.ts';
import { atMost, type Bench, type Figure, median, plain } from './figure.ts';
import { usageOf } from './usage.ts';

const run = promisify(execFile);
const RUNS = 5;
const LENGTHS_S = [30, 120, 600];
/** Into a group of 2 s: what is cut by the range has to be encoded. */
const INTO_MS = 1300;

/** An exact clip beside joining whole segments (inexact, the floor) and beside encoding all of it; medians of five. */
export const clipCut: Bench = {
  name: 'clip-cut',
  async measure(say) {
    const folder = await mkdtemp(join(tmpdir(), 'bench-clip-'));
    const ffmpegPath = await findFfmpeg(process.env.FFMPEG_PATH);
    try {
      say('making 604 s of segments of 2 s, 720p30 at 2.5 Mbit/s');
      const segments = await makeLongTape(join(folder, 'segments'), 604);
      const figures: Figure[] = [];
      const peaks: number[] = [];
      for (const lengthS of LENGTHS_S) {
        const used = segments.slice(0, lengthS / 2 + 1);
        const list = join(folder, 'list.txt');
        await writeFile(list, used.map(({ file }) => `file '${file}'`).join('\n'));
        const ffmpeg = (...args: string[]) =>
          costOf([
            ...[ffmpegPath, '-v', 'error', '-y', '-f', 'concat', '-safe', '0', '-i', list],
            ...[...args, '-movflags', '+faststart', join(folder, 'ffmpeg.mp4')],
          ]);
        say(`${lengthS} s: joining whole segments`);
        const floor = await medianOf(RUNS, () => ffmpeg('-c', 'copy'));
        say(`${lengthS} s: cutting exactly`);
        const fromMs = (used[0]?.startMs ?? 0) + INTO_MS;
        const order = { segments: used, fromMs, toMs: fromMs + lengthS * 1000, folder, ffmpegPath };
        const exact = await medianOf(RUNS, () => costOfCut(order));
        say(`${lengthS} s: encoding all of it, ${lengthS > 120 ? 'once' : 'five times'}`);
        const trim = ['-ss', String(INTO_MS / 1000), '-t', String(lengthS)];
        const x264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-b:v', '2500k', '-c:a', 'aac'];
        const full = await medianOf(lengthS > 120 ? 1 : RUNS, () => ffmpeg(...trim, ...x264));
        figures.push(...figuresOf(lengthS, floor, exact, full));
        peaks.push(exact.peakMb);
      }
      const [, short = 0, long = 0] = peaks;
      figures.push(atMost('clip-cut: peak memory, 600 s / 120 s', long / short, '', 1.25));
      return figures;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

function figuresOf(lengthS: number, floor: Cost, exact: Cost, full: Cost): Figure[] {
  const name = `clip-cut ${lengthS} s:`;
  const ways = { 'concat -c copy': floor, exact, 'all encoded': full };
  return [
    ...Object.entries(ways).flatMap(([way, { cpuS, wallS }]) => [
      plain(`${name} CPU, ${way}`, cpuS, 's'),
      plain(`${name} wall, ${way}`, wallS, 's'),
    ]),
    plain(`${name} peak memory, exact`, exact.peakMb, 'MB'),
    // Below two minutes the encoder's own start weighs most.
    ...(lengthS < 120
      ? [plain(`${name} CPU, exact / concat -c copy`, exact.cpuS / floor.cpuS, '')]
      : [atMost(`${name} CPU, exact / concat -c copy`, exact.cpuS / floor.cpuS, '', 2)]),
    atMost(`${name} CPU, exact / all encoded`, exact.cpuS / full.cpuS, '', 0.05),
  ];
}

/** The median of each. */
async function medianOf(runs: number, measure: () => Promise<Cost>): Promise<Cost> {
  const costs: Cost[] = [];
  for (let i = 0; i < runs; i++) costs.push(await measure());
  const of = (name: keyof Cost) => median(costs.map((cost) => cost[name]));
  return { cpuS: of('cpuS'), wallS: of('wallS'), peakMb: of('peakMb') };
}

async function costOf([program = '', ...args]: string[]): Promise<Cost> {
  const before = await usageOf(process.pid);
  const startedMs = performance.now();
  await run(program, args);
  const wallS = (performance.now() - startedMs) / 1000;
  const after = await usageOf(process.pid);
  return { cpuS: after.cpuS - before.cpuS, wallS, peakMb: 0 };
}

/** In a process of its own, run as the product is, so that its memory is all that the cut takes. */
async function costOfCut(order: CutOrder): Promise<Cost> {
  const script = join(import.meta.dirname, 'cutting', 'cut-once.ts');
  const args = [...AS_STARTED.args, '--disable-warning=ExperimentalWarning', script];
  const env = { ...process.env, ...AS_STARTED.env };
  const { stdout } = await run(process.execPath, [...args, JSON.stringify(order)], { env });
  return JSON.parse(stdout) as Cost;
}
