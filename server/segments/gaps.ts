import type { Segment } from './range.ts';

/** A stretch in which nothing was recorded, ms since the epoch. */
export interface Gap {
  fromMs: number;
  toMs: number;
}

/** Less than this is how far a segment's listed length may be off, ms. */
const SHORTEST_MS = 500;

/** What is missing between segments, oldest first. @param segments in any order */
export function gapsIn(segments: Pick<Segment, 'startMs' | 'durationMs'>[]): Gap[] {
  const [first, ...later] = segments.toSorted((a, b) => a.startMs - b.startMs);
  const gaps: Gap[] = [];
  let fromMs = first ? first.startMs + first.durationMs : 0;
  for (const { startMs, durationMs } of later) {
    if (startMs - fromMs >= SHORTEST_MS) gaps.push({ fromMs, toMs: startMs });
    // An overlap hides no gap: what began earlier may last longer.
    fromMs = Math.max(fromMs, startMs + durationMs);
  }
  return gaps;
}
