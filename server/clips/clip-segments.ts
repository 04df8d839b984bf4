import { constants, copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { runFfmpeg } from '../ffmpeg/render.ts';
import type { Segment } from '../segments/range.ts';
import { type ClockPoint, clockAt } from './clip-clock.ts';
import { orderParameterSets } from './media/set-order.ts';

export interface ClipSource {
  /** The finished clip. */
  file: string;
  durationMs: number;
  /** When its pictures were shown. */
  clock: ClockPoint[];
  /** Gets the segments. */
  folder: string;
  ffmpegPath: string;
}

const TIMEOUT_MS = 120_000;
/** A new segment with every keyframe: behind each gap that was cut out there is one. */
const SEGMENT_S = 0.001;
/** Times are rounded on their way here. */
const NEAR_MS = 1;

/**
 * A clip's pictures and sound as segments that begin with keyframes, copied bit by bit. What was cut out of it is a gap
 * between them again.
 * @throws Error with code ENOENT when the clip is gone; FfmpegFailed
 */
export async function segmentsOfClip(source: ClipSource): Promise<Segment[]> {
  const { file, folder, ffmpegPath } = source;
  await mkdir(folder, { recursive: true });
  // The clip may go meanwhile, and stays as it is.
  const held = join(folder, 'clip.mp4');
  await copyFile(file, held, constants.COPYFILE_FICLONE);
  await orderParameterSets(held);
  await runFfmpeg({
    ...{ ffmpegPath, timeoutMs: TIMEOUT_MS },
    input: { file: held, kind: 'mp4' },
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

function listed(list: string, { folder, durationMs, clock }: ClipSource): Segment[] {
  const segments: Segment[] = [];
  let atMs = 0;
  for (const [, seconds, name = ''] of list.matchAll(/#EXTINF:([\d.]+),\n(.+\.ts)/g)) {
    const lastsMs = Number(seconds) * 1000;
    const before = segments.at(-1);
    const gap = before && clock.find((point) => Math.abs(point.atMs - atMs) <= NEAR_MS);
    let startMs = clockAt(clock, atMs);
    if (gap) {
      before.cutOff = true;
      // The clock never goes back, so that nothing is cut off.
      startMs = Math.max(gap.clockMs, before.startMs + before.durationMs);
    }
    segments.push({
      ...{ file: join(folder, basename(name)), startMs, durationMs: lastsMs },
      ...{ folder, discontinuity: gap !== undefined },
    });
    atMs += lastsMs;
  }
  const last = segments.at(-1);
  // How long the last picture stands, only the clip knows; ffmpeg guesses.
  if (last) {
    last.durationMs = Math.max(1, durationMs - (atMs - last.durationMs));
    last.cutOff = true;
  }
  return segments;
}
