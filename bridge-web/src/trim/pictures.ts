import { indexAt } from './epoch.ts';

/** How long the material is, and how its pictures lie in it, ms. */
export interface Extent {
  durationMs: number;
  /** How long most pictures are shown. */
  frameMs: number;
  /** Each begins with a picture, so from there it is counted; without any, from 0. */
  segments?: readonly { startMs: number; durationMs: number; frameMs?: number }[];
}

/** Pictures that follow one another at even distances. */
interface Row {
  startMs: number;
  endMs: number;
  frameMs: number;
  count: number;
}

/** So much off may a picture's length be that is divided evenly, as a part of it: it is rounded. */
const ROUNDED = 0.02;
/** A moment so little before a picture means that picture, in pictures. */
const NEAR = 1e-3;

/** Where the picture begins that is shown at a moment. */
export function pictureAt(ms: number, extent: Extent): number {
  const { startMs, frameMs, count } = rowAt(ms, extent);
  const place = Math.floor((ms - startMs) / frameMs + NEAR);
  return startMs + Math.max(0, Math.min(place, count - 1)) * frameMs;
}

/** The beginning of the picture nearest to a moment; the very end is one, too. */
export function nearestPicture(ms: number, extent: Extent): number {
  const { startMs, endMs, frameMs, count } = rowAt(ms, extent);
  const place = Math.max(0, Math.round((ms - startMs) / frameMs));
  return place < count ? startMs + place * frameMs : endMs;
}

/** The beginning of a picture so many before (negative) or behind the one at a moment; the very end is one, too. */
export function stepPictures(ms: number, by: number, extent: Extent): number {
  let at = nearestPicture(ms, extent);
  for (let left = Math.abs(by); left > 0; left--) {
    at = by > 0 ? behind(at, extent) : before(at, extent);
  }
  return at;
}

/** How long the picture at a moment is shown, ms. */
export const lengthOfPicture = (ms: number, extent: Extent) => rowAt(ms, extent).frameMs;

function behind(ms: number, extent: Extent): number {
  const { startMs, endMs, frameMs, count } = rowAt(ms, extent);
  const place = Math.round((ms - startMs) / frameMs) + 1;
  return place < count ? startMs + place * frameMs : endMs;
}

function before(ms: number, extent: Extent): number {
  const { startMs, frameMs, count } = rowAt(ms, extent);
  const place = Math.min(Math.round((ms - startMs) / frameMs), count);
  if (place > 0) return startMs + (place - 1) * frameMs;
  if (startMs <= 0) return 0;
  const row = rowAt(startMs - frameMs / 2, extent);
  return row.startMs + (row.count - 1) * row.frameMs;
}

function rowAt(ms: number, { durationMs, frameMs, segments = [] }: Extent): Row {
  // By so little, what is a picture's beginning can be before it.
  const index = indexAt(segments, ms + NEAR * frameMs);
  const segment = segments[index];
  const startMs = segment?.startMs ?? 0;
  const endMs = segments[index + 1]?.startMs ?? durationMs;
  const usual = segment?.frameMs ?? frameMs;
  const count = Math.max(1, Math.round((endMs - startMs) / usual));
  const even = (endMs - startMs) / count;
  const isEven = Math.abs(even - usual) <= ROUNDED * usual;
  return { startMs, endMs, frameMs: isEven ? even : usual, count };
}
