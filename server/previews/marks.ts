import type { Clip, ClipMark } from '../clips/clip.ts';
import { clockAt, clockOf, JUST_BEFORE_MS, placeInClip } from '../clips/clip-clock.ts';
import { type PlacedSegment, type Preview, type PreviewMark, TICKS_PER_MS } from './preview.ts';

/** What a mark of a buffer has. */
interface MarkedMoment extends ClipMark {
  id: string;
}

/** Marks on media time, oldest first; those in a gap stand where it was closed up, those outside are left out. */
export function placeMarks(marks: MarkedMoment[], segments: PlacedSegment[]): PreviewMark[] {
  return marks
    .toSorted((a, b) => a.atMs - b.atMs)
    .flatMap(({ id, atMs, label }) => {
      const mediaMs = mediaMsAt(atMs, segments);
      return mediaMs === null ? [] : [{ id, atMs: mediaMs, clockMs: atMs, label }];
    });
}

/** Those of a clip, all of them. Where it is not known when its pictures were shown, as if nothing had been cut out. */
export function placeClipMarks(clip: Clip): PreviewMark[] {
  const { marks = [], clock } = clip;
  return marks.map(({ atMs, label }, i) => {
    const place = placeInClip(clip, atMs);
    return {
      ...{ id: String(i), atMs: place, label },
      clockMs: clock ? atMs : clockAt(clockOf(clip), place),
    };
  });
}

/**
 * What was marked in a range of media time, ms; also just before it, where that has no picture of its own.
 * @param toMs the range's end by the clock, ms since the epoch: a mark in the gap behind it is not in it
 */
export function marksIn(
  { marks, segments, frameMs }: Pick<Preview, 'marks' | 'segments' | 'frameMs'>,
  { fromMs, toClockMs }: { fromMs: number; toClockMs: number },
): ClipMark[] {
  const earliestMs = fromMs - Math.max(JUST_BEFORE_MS, frameMs / 2);
  return marks
    .filter(({ atMs }) => atMs >= earliestMs)
    .map(({ atMs, clockMs, label }) => ({ atMs: clockMs ?? clockMsAt(atMs, segments), label }))
    .filter(({ atMs }) => atMs <= toClockMs + ROUNDED_MS);
}

/** Times are rounded on their way here. */
const ROUNDED_MS = 1;

function mediaMsAt(ms: number, segments: PlacedSegment[]): number | null {
  const segment = segments.find(({ startMs, ticks }) => ms < startMs + ticks / TICKS_PER_MS);
  const firstMs = segments[0]?.startMs ?? Number.POSITIVE_INFINITY;
  if (!segment || ms < firstMs) return null;
  return Math.round(segment.at / TICKS_PER_MS + Math.max(0, ms - segment.startMs));
}

function clockMsAt(mediaMs: number, segments: PlacedSegment[]): number {
  const segment = segments.findLast(({ at }) => at / TICKS_PER_MS <= mediaMs) ?? segments[0];
  return segment ? Math.round(segment.startMs + mediaMs - segment.at / TICKS_PER_MS) : mediaMs;
}
