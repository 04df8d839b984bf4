import { mkdtemp, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type FfmpegRun, runFfmpeg } from '../ffmpeg/render.ts';
import { sharpness } from './sharpness.ts';

export interface PosterOptions {
  /** A finished clip and its measures. */
  file: string;
  durationMs: number;
  width: number;
  height: number;
  /** `.jpg`; appears whole, by rename. */
  outFile: string;
  /** For what is gone afterwards. */
  workDir: string;
  ffmpegPath: string;
  signal?: AbortSignal | undefined;
}

/** Pictures that are compared. */
const CANDIDATES = 60;
/** Up to here, all pictures are decoded, as there are few keyframes; ms. */
const SHORT_MS = 20_000;
/** Of the longer side: large enough to tell blurred from sharp. */
const COMPARED_PIXELS = 640;
const POSTER_PIXELS = 1280;

/**
 * A picture that stands for the clip: the one with the most fine detail, which a black, faded, blurred or one-coloured
 * one has not.
 * @throws Error when there is no picture; FfmpegFailed; the signal's reason
 */
export async function makePoster(options: PosterOptions): Promise<void> {
  const workDir = await mkdtemp(join(options.workDir, 'poster-'));
  const part = `${options.outFile}.part`;
  try {
    const chosen = await chooseCandidate(options, join(workDir, 'candidates.gray'));
    const { width, height } = scaled(options, POSTER_PIXELS);
    await decodeCandidates(options, part, [
      ...['-vf', `${candidates(options)},select=eq(n\\,${chosen}),scale=${width}:${height}`],
      ...['-frames:v', '1', '-q:v', '4', '-f', 'mjpeg'],
    ]);
    await rename(part, options.outFile);
  } finally {
    await rm(workDir, { recursive: true, force: true });
    await rm(part, { force: true });
  }
}

/** @returns the place of the best one among the candidates, from 0 */
async function chooseCandidate(options: PosterOptions, file: string): Promise<number> {
  const size = scaled(options, COMPARED_PIXELS);
  await decodeCandidates(options, file, [
    ...['-vf', `${candidates(options)},scale=${size.width}:${size.height}:flags=area`],
    ...['-pix_fmt', 'gray', '-f', 'rawvideo'],
  ]);
  let best = { at: -1, sharpness: -1 };
  const luma = Buffer.alloc(size.width * size.height);
  await using pictures = await open(file);
  for (let at = 0; (await pictures.read(luma)).bytesRead === luma.length; at++) {
    const found = sharpness(luma, size.width);
    if (found > best.sharpness) best = { at, sharpness: found };
  }
  if (best.at === -1) throw new Error(`${options.file} shows no picture`);
  return best.at;
}

/** Spread over the clip; the same ones each time. */
function candidates({ durationMs }: PosterOptions): string {
  const distance = (durationMs / CANDIDATES / 1000).toFixed(4);
  return `select=isnan(prev_selected_t)+gte(t-prev_selected_t\\,${distance})`;
}

async function decodeCandidates(
  { file, durationMs, ffmpegPath, signal }: PosterOptions,
  outFile: string,
  options: string[],
): Promise<void> {
  const keysOnly = durationMs > SHORT_MS ? ['-skip_frame', 'nokey'] : [];
  const run: FfmpegRun = {
    ...{ ffmpegPath, signal, timeoutMs: 120_000 },
    input: { file, options: ['-threads', '1', ...keysOnly] },
    output: { file: outFile, options: ['-an', '-fps_mode', 'passthrough', ...options] },
  };
  await runFfmpeg(run);
}

function scaled({ width, height }: PosterOptions, side: number): { width: number; height: number } {
  const scale = Math.min(1, side / Math.max(width, height));
  const even = (pixels: number) => Math.max(2, Math.round((pixels * scale) / 2) * 2);
  return { width: even(width), height: even(height) };
}
