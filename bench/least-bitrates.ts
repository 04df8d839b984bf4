import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leastDistanceMs, type Step } from '../server/clips/fit-plan.ts';
import { picturesApart } from '../server/ffmpeg/filters.ts';
import { findFfmpeg } from '../server/ffmpeg/find.ts';
import { type Bench, plain } from './figure.ts';
import { type Ffmpeg, ffmpegAt, makeSharedClip } from './fitting/shared-clip.ts';
import { SOURCES } from './fitting/sources.ts';

const SECONDS = 4;
/** CRF: from what is watchable nearly everywhere to a mosaic. */
const COARSENESS = [39, 45, 51];
/** By looking: at its own size, strokes of text can be told apart above it, and outlines of things hold. */
const WATCHABLE_SSIM = 0.85;
const SIZES: Step[] = [
  [1, 30],
  [1 / 2, 30],
  [1 / 4, 30],
  [1 / 4, 10],
];
const TEXT_SIZES: Step[] = [
  [1, 30],
  [1 / 2, 30],
  [1 / 2, 10],
];
const KINDS: Record<string, Step[]> = {
  'scrolling text 1': TEXT_SIZES,
  'scrolling text 3': TEXT_SIZES,
  'film 4': SIZES,
  'game 3': SIZES,
};

/**
 * The bitrate below which a kind of pictures stops being watchable at a size: encoded coarser and coarser, until it
 * is less like the same pictures, merely scaled, than WATCHABLE_SSIM.
 */
export const leastBitrates: Bench = {
  name: 'least-bitrates',
  async measure(say) {
    const folder = await mkdtemp(join(tmpdir(), 'bench-least-'));
    const ffmpegPath = await findFfmpeg(process.env.FFMPEG_PATH);
    const run = ffmpegAt(ffmpegPath);
    const file = join(folder, 'source.mp4');
    try {
      const figures = [];
      for (const source of SOURCES) {
        const steps = KINDS[source.name];
        if (!steps) continue;
        await makeSharedClip(run, source, SECONDS, file);
        for (const step of steps) {
          const bitrate = await leastBitrate(run, file, step, join(folder, 'coarse.mp4'));
          const name = `${source.name} at ${1280 * step[0]}x${720 * step[0]}, ${step[1]}/s`;
          say(`${name}: ${Math.round(bitrate / 1000)} kbit/s`);
          figures.push(plain(`least bitrate: ${name}`, bitrate / 1000, 'kbit/s'));
          const pixels = 1280 * 720 * step[0] ** 2 * (step[1] ?? 30);
          figures.push(plain('  bits a pixel', bitrate / pixels, ''));
        }
      }
      return figures;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** @returns bit/s; between two coarsenesses, as if its logarithm ran straight */
async function leastBitrate(run: Ffmpeg, file: string, [scale, maxFps]: Step, out: string) {
  const filters = [
    picturesApart(leastDistanceMs(maxFps ?? 30)),
    `scale=${1280 * scale}:${720 * scale}`,
    'setpts=N/30/TB',
  ].join();
  let finer: { log: number; ssim: number } | null = null;
  for (const crf of COARSENESS) {
    await run(
      ...['-i', file, '-an', '-vf', filters, '-fps_mode', 'passthrough'],
      ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', String(crf), out],
    );
    const graph = `[0:v]${filters}[a];[1:v]setpts=N/30/TB[b];[a][b]ssim`;
    const { stderr } = await run('-i', file, '-i', out, '-lavfi', graph, '-f', 'null', '-');
    const ssim = Number(/All:([\d.]+)/.exec(stderr)?.[1]);
    const log = Math.log(((await stat(out)).size * 8) / SECONDS);
    if (ssim < WATCHABLE_SSIM) {
      if (!finer) return Math.exp(log);
      const part = (finer.ssim - WATCHABLE_SSIM) / (finer.ssim - ssim);
      return Math.exp(finer.log + (log - finer.log) * part);
    }
    finer = { log, ssim };
  }
  return Math.exp((finer as { log: number }).log);
}
