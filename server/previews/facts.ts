import { join } from 'node:path';
import { readSegment } from '../clips/runs.ts';
import { type PlacedSegment, TICKS_PER_MS } from './preview.ts';

/** Segments that are read whole, spread over the preview: what they are like, the others are. */
const SAMPLES = 8;
const USUAL_FRAME_MS = 1000 / 30;

/** How long most pictures are shown (median, ms), and whether there is sound. */
export async function readFacts(
  folder: string,
  segments: PlacedSegment[],
): Promise<{ frameMs: number; hasSound: boolean }> {
  const distances: number[] = [];
  let hasSound = false;
  for (const { name } of spread(segments, SAMPLES)) {
    const { video, audio } = await readSegment(join(folder, name));
    hasSound ||= audio.length > 0;
    const times = video.map(({ pts }) => pts).sort((a, b) => a - b);
    for (const [i, pts] of times.entries()) {
      if (i > 0) distances.push((pts - (times[i - 1] as number)) / TICKS_PER_MS);
    }
  }
  distances.sort((a, b) => a - b);
  const median = distances[Math.floor(distances.length / 2)] ?? USUAL_FRAME_MS;
  return { frameMs: Math.round(median * 100) / 100, hasSound };
}

/** The first, the last and those between at even distances. */
function spread<T>(all: T[], most: number): T[] {
  if (all.length <= most) return all;
  const at = (i: number) => Math.round((i * (all.length - 1)) / (most - 1));
  return Array.from({ length: most }, (_, i) => all[at(i)] as T);
}
