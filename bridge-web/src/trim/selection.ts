import { type Extent, nearestPicture, pictureAt, stepPictures } from './pictures.ts';

/** What becomes the clip: media ms of the preview, the end not in it. */
export interface Selection {
  fromMs: number;
  toMs: number;
}

export type Handle = 'from' | 'to';

/** The shortest clip, ms. */
export const LEAST_MS = 1000;

/** By so much, a sum of pictures that makes a second can miss it. */
const ROUNDED_MS = 0.01;

const SECOND_MS = 1000;
const PAGE_MS = 10_000;

/** Puts a handle somewhere: on a picture, and never nearer to the other one than the shortest clip. */
export function moveHandle(
  selection: Selection,
  handle: Handle,
  ms: number,
  extent: Extent,
): Selection {
  const { durationMs } = extent;
  const at = nearestPicture(clamp(ms, 0, durationMs), extent);
  if (handle === 'from') {
    const last = pictureAt(Math.max(0, selection.toMs - LEAST_MS), extent);
    return { ...selection, fromMs: clamp(at, 0, last) };
  }
  const least = selection.fromMs + LEAST_MS;
  const first = nearestPicture(least, extent);
  const isEnough = first >= least - ROUNDED_MS;
  return {
    ...selection,
    toMs: clamp(
      at,
      Math.min(durationMs, isEnough ? first : stepPictures(first, 1, extent)),
      durationMs,
    ),
  };
}

/**
 * Makes the playhead's place an end of the selection. Behind its end, "from here" can't shorten it, so the whole of
 * it moves: the other end goes to that of the material.
 */
export function cutAt(selection: Selection, handle: Handle, ms: number, extent: Extent): Selection {
  const isBehind =
    handle === 'from' ? ms > selection.toMs - LEAST_MS : ms < selection.fromMs + LEAST_MS;
  if (!isBehind) return moveHandle(selection, handle, ms, extent);
  const open =
    handle === 'from'
      ? { fromMs: selection.fromMs, toMs: extent.durationMs }
      : { fromMs: 0, toMs: selection.toMs };
  return moveHandle(open, handle, ms, extent);
}

/** The last so much of the material. */
export function lastOf(lastMs: number, extent: Extent): Selection {
  const whole = { fromMs: 0, toMs: extent.durationMs };
  return moveHandle(whole, 'from', extent.durationMs - lastMs, extent);
}

/** A selection from elsewhere (kept, or of other material), made one of this. */
export function within(selection: Selection, extent: Extent): Selection {
  const whole = { fromMs: 0, toMs: extent.durationMs };
  const begun = moveHandle(whole, 'from', selection.fromMs, extent);
  return moveHandle(begun, 'to', selection.toMs, extent);
}

/**
 * Where a key takes something that stands at `ms`.
 * @param range from where to where Home and End lead
 * @returns undefined for every other key
 */
export function keyStep(
  { key, shiftKey }: { key: string; shiftKey: boolean },
  ms: number,
  range: Selection,
  extent: Extent,
): number | undefined {
  const step = (by: number) => (shiftKey ? ms + by * SECOND_MS : stepPictures(ms, by, extent));
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return step(-1);
    case 'ArrowRight':
    case 'ArrowUp':
      return step(1);
    case 'PageDown':
      return ms - PAGE_MS;
    case 'PageUp':
      return ms + PAGE_MS;
    case 'Home':
      return range.fromMs;
    case 'End':
      return range.toMs;
    default:
      return undefined;
  }
}

/** The nearest of the places that is near enough, else the moment itself. */
export function snap(ms: number, places: readonly number[], withinMs: number): number {
  let nearest = ms;
  let distance = withinMs;
  for (const place of places) {
    if (Math.abs(place - ms) > distance) continue;
    distance = Math.abs(place - ms);
    nearest = place;
  }
  return nearest;
}

export function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
