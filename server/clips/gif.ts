import { stat } from 'node:fs/promises';
import { UserError } from '../errors.ts';
import { runFfmpeg } from '../ffmpeg/render.ts';
import { wholeFile } from '../whole-file.ts';

export interface GifOptions {
  /** A finished clip and its measures. */
  file: string;
  durationMs: number;
  width: number;
  height: number;
  /** What the destination takes. */
  maxBytes: number;
  /** Appears whole, by rename. */
  outFile: string;
  ffmpegPath: string;
  signal?: AbortSignal | undefined;
  /** 0 to 1. */
  onProgress?: ((fraction: number) => void) | undefined;
}

export interface GifResult {
  file: string;
  bytes: number;
  width: number;
  height: number;
  /** Pictures a second. */
  fps: number;
  /** Less than the best that a GIF is made with, so that it fits. */
  reencoded: boolean;
}

/** A step on the way down: pixels of the longer side, and pictures a second (GIF counts in hundredths of a second). */
interface Step {
  side: number;
  fps: number;
}

export const LONGEST_GIF_MS = 15_000;
/** A clip ends with a picture, not with a millisecond, ms. */
const TOLERANCE_MS = 200;
const STEPS: Step[] = [
  { side: 640, fps: 20 },
  { side: 640, fps: 12.5 },
  { side: 480, fps: 12.5 },
  { side: 480, fps: 10 },
  { side: 360, fps: 10 },
  { side: 280, fps: 10 },
  { side: 280, fps: 25 / 3 },
  { side: 200, fps: 25 / 3 },
  { side: 160, fps: 5 },
];
/** What is encoded first, from the middle, to learn with which step to begin, s. */
const SAMPLE_S = 2;

/** @throws UserError (422) for a stretch that is too long for a GIF. To be asked before anything is rendered. */
export function needGifLength(durationMs: number): void {
  if (durationMs <= LONGEST_GIF_MS + TOLERANCE_MS) return;
  const seconds = Math.round(durationMs / 1000);
  throw new UserError((words) => words.asked.gifTooLong(seconds), { status: 422 });
}

/**
 * A clip as a GIF that repeats, with a palette of its own; as large and as smooth as fits.
 * @returns a file of at most maxBytes
 * @throws UserError when it is longer than 15 s (422) or nothing fits that can be watched (413); FfmpegFailed; the
 *   signal's reason
 */
export async function renderGif(options: GifOptions): Promise<GifResult> {
  const { durationMs, outFile, onProgress } = options;
  needGifLength(durationMs);
  const { bytes, step } = await wholeFile(outFile, (part) => encodeToFit(options, part));
  onProgress?.(1);
  const reencoded = step !== STEPS[0];
  return { file: outFile, bytes, ...sizeOf(options, step), fps: step.fps, reencoded };
}

async function encodeToFit(options: GifOptions, outFile: string) {
  const { maxBytes, onProgress } = options;
  let step = await firstStep(options, outFile);
  while (step) {
    const bytes = await encode(options, step, outFile, {}, onProgress);
    if (bytes <= maxBytes) return { bytes, step };
    step = nextStep(options, step, bytes);
  }
  throw new UserError((words) => words.fit.gif, { status: 413 });
}

/** Where the sample says that the whole is far too large, what would not fit is not tried at all. */
async function firstStep(options: GifOptions, file: string): Promise<Step | undefined> {
  const [best] = STEPS as [Step];
  const seconds = options.durationMs / 1000;
  if (seconds < 2 * SAMPLE_S) return best;
  const sample = { from: (seconds - SAMPLE_S) / 2, length: SAMPLE_S };
  const bytes = (await encode(options, best, file, sample)) * (seconds / SAMPLE_S);
  // The middle may be livelier than the rest: half as much again is given the chance.
  return bytes <= options.maxBytes * 1.5 ? best : nextStep(options, best, bytes / 1.5);
}

/** The first step below that can be expected to fit. */
function nextStep(options: GifOptions, tried: Step, bytes: number): Step | undefined {
  const below = STEPS.slice(STEPS.indexOf(tried) + 1);
  const cost = weigh(options, tried);
  // Fewer pictures differ more from one another, so the square root.
  return (
    below.find((step) => (weigh(options, step) / cost) * bytes < options.maxBytes) ?? below.at(-1)
  );
}

function weigh(clip: GifOptions, step: Step): number {
  const { width, height } = sizeOf(clip, step);
  return width * height * Math.sqrt(step.fps);
}

function sizeOf({ width, height }: GifOptions, { side }: Step): { width: number; height: number } {
  const scale = Math.min(1, side / Math.max(width, height));
  const scaled = (pixels: number) => Math.max(1, Math.round(pixels * scale));
  return { width: scaled(width), height: scaled(height) };
}

/** @returns bytes */
async function encode(
  options: GifOptions,
  step: Step,
  outFile: string,
  part: { from?: number; length?: number },
  onProgress?: (fraction: number) => void,
): Promise<number> {
  const { file, durationMs, ffmpegPath, signal } = options;
  const { width, height } = sizeOf(options, step);
  const pictures = `fps=${step.fps.toFixed(3)},scale=${width}:${height}:flags=area,setsar=1`;
  const range = [
    ...(part.from === undefined ? [] : ['-ss', part.from.toFixed(3)]),
    ...(part.length === undefined ? [] : ['-t', part.length.toFixed(3)]),
  ];
  // Read twice: split in two, all pictures would wait in memory until the palette is known.
  const input = { file, kind: 'mp4' as const, options: ['-threads', '1', ...range] };
  await runFfmpeg({
    ...{ ffmpegPath, signal, durationMs, onProgress },
    timeoutMs: 300_000,
    input: [input, input],
    output: {
      file: outFile,
      options: [
        '-filter_complex',
        [
          `[0:v]${pictures},palettegen=stats_mode=diff[palette]`,
          `[1:v]${pictures}[pictures]`,
          '[pictures][palette]paletteuse=dither=bayer:bayer_scale=4:diff_mode=rectangle',
        ].join(';'),
        ...['-an', '-loop', '0', '-map_metadata', '-1', '-f', 'gif'],
      ],
    },
  });
  return (await stat(outFile)).size;
}
