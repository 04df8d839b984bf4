import { join } from 'node:path';
import { readSegment } from '../clips/runs.ts';
import { type PlacedSegment, type Preview, TICKS_PER_MS } from './preview.ts';

/** Segments that are read whole, spread over each recording: what they are like, its others are. */
const SAMPLES = 8;
const USUAL_FRAME_MS = 1000 / 30;

/** How long most pictures are shown (median, ms), of all and of each recording, and whether there is sound. */
export async function readFacts(
  folder: string,
  segments: PlacedSegment[],
): Promise<Pick<Preview, 'frameMs' | 'hasSound' | 'segments'>> {
  const recordings = [...new Set(segments.map((segment) => segment.folder))];
  const samples = Math.max(1, Math.floor(SAMPLES / recordings.length));
  const distances = new Map<string, number[]>();
  let hasSound = false;
  for (const recording of recordings) {
    const own = segments.filter((segment) => segment.folder === recording);
    const found: number[] = [];
    for (const { name } of spread(own, samples)) {
      const { video, audio } = await readSegment(join(folder, name));
      hasSound ||= audio.length > 0;
      found.push(...distancesOf(video.map(({ pts }) => pts)));
    }
    distances.set(recording, found);
  }
  const frameMs = median([...distances.values()].flat()) ?? USUAL_FRAME_MS;
  const withFrames = segments.map((segment) => ({
    ...segment,
    frameMs: median(distances.get(segment.folder) ?? []) ?? frameMs,
  }));
  return { frameMs, hasSound, segments: withFrames };
}

/** Between pictures, ms. */
function distancesOf(pts: number[]): number[] {
  const times = pts.toSorted((a, b) => a - b);
  return times.slice(1).map((time, i) => (time - (times[i] as number)) / TICKS_PER_MS);
}

function median(distances: number[]): number | undefined {
  const middle = distances.toSorted((a, b) => a - b)[Math.floor(distances.length / 2)];
  return middle && Math.round(middle * 100) / 100;
}

/** The first, the last and those between at even distances. */
function spread<T>(all: T[], most: number): T[] {
  if (all.length <= most) return all;
  if (most === 1) return all.slice(Math.floor(all.length / 2)).slice(0, 1);
  const at = (i: number) => Math.round((i * (all.length - 1)) / (most - 1));
  return Array.from({ length: most }, (_, i) => all[at(i)] as T);
}
