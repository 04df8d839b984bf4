import { type PlacedSegment, type PreviewMark, TICKS_PER_MS } from './preview.ts';

/** What a mark of a buffer or of a clip has. */
export interface MarkedMoment {
  id?: string;
  /** ms since the epoch. */
  atMs: number;
  label: string;
}

/** Marks on media time, oldest first; those in a gap stand where it was closed up, those outside are left out. */
export function placeMarks(marks: MarkedMoment[], segments: PlacedSegment[]): PreviewMark[] {
  return marks
    .toSorted((a, b) => a.atMs - b.atMs)
    .flatMap(({ id, atMs, label }, i) => {
      const mediaMs = mediaMsAt(atMs, segments);
      return mediaMs === null ? [] : [{ id: id ?? String(i), atMs: mediaMs, label }];
    });
}

function mediaMsAt(ms: number, segments: PlacedSegment[]): number | null {
  const segment = segments.find(({ startMs, ticks }) => ms < startMs + ticks / TICKS_PER_MS);
  const firstMs = segments[0]?.startMs ?? Number.POSITIVE_INFINITY;
  if (!segment || ms < firstMs) return null;
  return Math.round(segment.at / TICKS_PER_MS + Math.max(0, ms - segment.startMs));
}
