import { constants, copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { runFfmpeg } from '../ffmpeg/render.ts';
import type { Segment } from '../segments/range.ts';
import { orderParameterSets } from './media/set-order.ts';

export interface ClipSource {
  /** The finished clip. */
  file: string;
  durationMs: number;
  /** When its first picture was shown, ms since the epoch. */
  fromMs: number;
  /** Gets the segments. */
  folder: string;
  ffmpegPath: string;
}

const TIMEOUT_MS = 120_000;
/** As recorders make them; a longer one ends with the next keyframe. */
const SEGMENT_S = 2;

/**
 * A clip's pictures and sound as segments that begin with keyframes, copied bit by bit.
 * @throws Error with code ENOENT when the clip is gone; FfmpegFailed
 */
export async function segmentsOfClip(source: ClipSource): Promise<Segment[]> {
  const { file, folder, durationMs, fromMs, ffmpegPath } = source;
  await mkdir(folder, { recursive: true });
  // The clip may go meanwhile, and stays as it is.
  const held = join(folder, 'clip.mp4');
  await copyFile(file, held, constants.COPYFILE_FICLONE);
  await orderParameterSets(held);
  await runFfmpeg({
    ...{ ffmpegPath, timeoutMs: TIMEOUT_MS },
    input: { file: held },
    output: {
      file: join(folder, 'clip.m3u8'),
      options: [
        ...['-map', '0:v:0', '-map', '0:a:0?', '-c', 'copy', '-muxdelay', '0', '-muxpreload', '0'],
        ...['-f', 'hls', '-hls_time', String(SEGMENT_S), '-hls_list_size', '0'],
        ...['-hls_segment_filename', join(folder, '%05d.ts')],
      ],
    },
  });
  const list = await readFile(join(folder, 'clip.m3u8'), 'utf8');
  for (const name of ['clip.mp4', 'clip.m3u8']) await rm(join(folder, name));
  return listed(list, source);
}

function listed(list: string, { folder, durationMs, fromMs }: ClipSource): Segment[] {
  const segments: Segment[] = [];
  let startMs = fromMs;
  for (const [, seconds, name = ''] of list.matchAll(/#EXTINF:([\d.]+),\n(.+\.ts)/g)) {
    const lastsMs = Number(seconds) * 1000;
    segments.push({
      ...{ file: join(folder, basename(name)), startMs, durationMs: lastsMs },
      ...{ folder, discontinuity: false },
    });
    startMs += lastsMs;
  }
  const last = segments.at(-1);
  // How long the last picture stands, only the clip knows; ffmpeg guesses.
  if (last) {
    last.durationMs = Math.max(1, fromMs + durationMs - last.startMs);
    last.cutOff = true;
  }
  return segments;
}
