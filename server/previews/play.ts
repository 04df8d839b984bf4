import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlacedSegment } from './preview.ts';
import { retime } from './retime.ts';

/** Media time 0 as players get it, ticks: sound may begin a little earlier. */
const ORIGIN = 10 * 90_000;

/** A segment as players get it: its timestamps are media time. @throws Error with code ENOENT when it is gone */
export async function segmentToPlay(
  folder: string,
  segments: PlacedSegment[],
  index: number,
): Promise<Buffer> {
  const { name, at, ticks, pts, breaks, cutOff } = segments[index] as PlacedSegment;
  const bytes = await readFile(join(folder, name));
  const start = ORIGIN + at;
  const ends = cutOff || (segments[index + 1]?.breaks ?? true);
  retime(bytes, {
    offset: start - pts,
    from: breaks ? start : 0,
    to: ends ? start + ticks : Number.POSITIVE_INFINITY,
  });
  return bytes;
}
