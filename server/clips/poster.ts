import { picturesApart } from '../ffmpeg/filters.ts';
import { readPictures } from '../ffmpeg/read-pictures.ts';
import { runFfmpeg } from '../ffmpeg/render.ts';
import { wholeFile } from '../whole-file.ts';
import { sharpness } from './sharpness.ts';

export interface PosterOptions {
  /** A finished clip and its measures. */
  file: string;
  durationMs: number;
  width: number;
  height: number;
  /** `.jpg`; appears whole, by rename. */
  outFile: string;
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
const TIMEOUT_MS = 120_000;

/**
 * A picture that stands for the clip: the one with the most fine detail, which a black, faded, blurred or one-coloured
 * one has not.
 * @throws Error when there is no picture; FfmpegFailed; the signal's reason
 */
export async function makePoster(options: PosterOptions): Promise<void> {
  const { file, ffmpegPath, signal, outFile } = options;
  const chosen = await chooseCandidate(options);
  const { width, height } = scaled(options, POSTER_PIXELS);
  const filters = `${candidates(options)},select=eq(n\\,${chosen}),scale=${width}:${height}`;
  await wholeFile(outFile, (part) =>
    runFfmpeg({
      ...{ ffmpegPath, signal, timeoutMs: TIMEOUT_MS },
      input: { file, kind: 'mp4', options: decoding(options) },
      output: {
        file: part,
        options: [
          ...['-an', '-vf', filters, '-fps_mode', 'passthrough', '-frames:v', '1'],
          ...['-q:v', '4', '-f', 'mjpeg'],
        ],
      },
    }),
  );
}

/** @returns the place of the best one among the candidates, from 0 */
async function chooseCandidate(options: PosterOptions): Promise<number> {
  const { file, ffmpegPath, signal } = options;
  const size = scaled(options, COMPARED_PIXELS);
  let best = { at: -1, sharpness: -1 };
  let at = 0;
  await readPictures(
    {
      ...{ file, kind: 'mp4', ffmpegPath, signal, timeoutMs: TIMEOUT_MS, ...size },
      ...{ options: decoding(options), filter: candidates(options) },
    },
    (luma) => {
      const found = sharpness(luma, size.width);
      if (found > best.sharpness) best = { at, sharpness: found };
      at++;
    },
  );
  if (best.at === -1) throw new Error(`${file} shows no picture`);
  return best.at;
}

/** Spread over the clip; the same ones each time. */
function candidates({ durationMs }: PosterOptions): string {
  return picturesApart(durationMs / CANDIDATES);
}

function decoding({ durationMs }: PosterOptions): string[] {
  return ['-threads', '1', ...(durationMs > SHORT_MS ? ['-skip_frame', 'nokey'] : [])];
}

function scaled({ width, height }: PosterOptions, side: number): { width: number; height: number } {
  const scale = Math.min(1, side / Math.max(width, height));
  const even = (pixels: number) => Math.max(2, Math.round((pixels * scale) / 2) * 2);
  return { width: even(width), height: even(height) };
}
