import type { Segment } from './preview.ts';
import type { Selection } from './selection.ts';

/*
 * A buffer that is opened again begins elsewhere, so what was selected is remembered by the time of day.
 */

/** @param ms media ms @returns ms since the epoch */
export function epochOf(ms: number, segments: readonly Segment[]): number {
  const holds = segments[indexAt(segments, ms)];
  return holds ? holds.atMs + (ms - holds.startMs) : ms;
}

/** Which of the segments holds a moment, media ms; the first one's at least. */
export const indexAt = (segments: readonly Pick<Segment, 'startMs'>[], ms: number) =>
  Math.max(
    0,
    segments.findLastIndex(({ startMs }) => startMs <= ms),
  );

/** The inverse of `epochOf`; what lies in a gap or outside is the nearest moment that there is. */
export function mediaOf(epochMs: number, segments: readonly Segment[]): number {
  const holds = segments.findLast(({ atMs }) => atMs <= epochMs);
  if (!holds) return 0;
  return holds.startMs + Math.min(epochMs - holds.atMs, holds.durationMs);
}

/** @returns ms since the epoch */
export const selectionAtEpoch = ({ fromMs, toMs }: Selection, segments: readonly Segment[]) => ({
  fromMs: epochOf(fromMs, segments),
  toMs: epochOf(toMs, segments),
});

/** How long nothing was recorded before the segment at this place of the list, ms. */
export function gapBefore(segments: readonly Segment[], index: number): number {
  const [before, segment] = [segments[index - 1], segments[index]];
  if (!before || !segment?.gapBefore) return 0;
  return Math.max(0, segment.atMs - (before.atMs + before.durationMs));
}
