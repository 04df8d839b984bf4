import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { readTs, type Scratch } from '../clips/media/ts.ts';
import { runFfmpeg } from '../ffmpeg/render.ts';
import { wholeFile } from '../whole-file.ts';
import { type Grid, gridOf } from './grid.ts';
import { type Preview, TICKS_PER_MS } from './preview.ts';

export interface PictureStrip {
  /** Where the preview's segments are. */
  folder: string;
  preview: Preview;
  /** Appears whole, by rename. */
  outFile: string;
  ffmpegPath: string;
  signal: AbortSignal;
}

const TIMEOUT_MS = 60_000;

/**
 * One JPEG of thumbnails, laid out as `gridOf` says. Each is the keyframe with which the segment of its middle
 * begins, so few pictures are decoded, however long the preview is.
 * @throws FfmpegFailed; the signal's reason
 */
export async function makeThumbnails(strip: PictureStrip): Promise<void> {
  const { folder, preview, outFile, ffmpegPath, signal } = strip;
  const grid = gridOf(preview);
  const { width, height, columns, rows } = grid;
  const workDir = await mkdtemp(join(folder, 'thumbnails-'));
  try {
    const keys = join(workDir, 'keys.h264');
    const small = join(workDir, 'small.yuv');
    await pipeline(keyframes(folder, preview, grid), createWriteStream(keys), { signal });
    // Apart from the tiling, which would begin anew where the recording has another size.
    const fit = `scale=${width}:${height}:force_original_aspect_ratio=decrease:force_divisible_by=2`;
    await runFfmpeg({
      ...{ ffmpegPath, signal, timeoutMs: TIMEOUT_MS },
      input: { file: keys, kind: 'h264', options: ['-threads', '1'] },
      output: {
        file: small,
        options: [
          ...['-vf', `${fit},pad=${width}:${height}:-1:-1`, '-pix_fmt', 'yuvj420p'],
          ...['-fps_mode', 'passthrough', '-f', 'rawvideo'],
        ],
      },
    });
    const raw = ['-pix_fmt', 'yuvj420p', '-s', `${width}x${height}`];
    await wholeFile(outFile, (part) =>
      runFfmpeg({
        ...{ ffmpegPath, signal, timeoutMs: TIMEOUT_MS },
        input: { file: small, kind: 'rawvideo', options: raw },
        output: {
          file: part,
          options: [
            ...['-vf', `tile=${columns}x${rows}`, '-frames:v', '1', '-q:v', '5', '-f', 'mjpeg'],
          ],
        },
      }),
    );
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
}

async function* keyframes(
  folder: string,
  { segments }: Preview,
  { count, everyMs }: Grid,
): AsyncGenerator<Buffer> {
  const scratch: Scratch = { bytes: Buffer.alloc(0) };
  for (let i = 0; i < count; i++) {
    const middle = (i + 0.5) * everyMs * TICKS_PER_MS;
    const segment = segments.findLast(({ at }) => at <= middle);
    if (!segment) continue;
    const { video } = await readTs(join(folder, segment.name), scratch);
    if (video[0]) yield Buffer.from(video[0].data);
  }
}
