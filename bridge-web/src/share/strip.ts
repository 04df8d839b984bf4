import type { ReplayStatus } from './status.ts';

/** A stretch of time on the server's clock, ms since the epoch. */
export interface Stretch {
  fromMs: number;
  toMs: number;
}

/** A picture of what was shared then, on the server's clock. */
export interface Thumbnail {
  atMs: number;
  url: string;
}

type Buffer = Pick<ReplayStatus, 'fromMs' | 'toMs' | 'gaps'>;

const MINUTE_MS = 60_000;
/** How much a strip shows; it grows with what is there. */
const LENGTHS_MS = [1, 2, 5, 10, 20, 30, 60, 120, 240, 480, 1440].map((n) => n * MINUTE_MS);
/** Between two marks of time; few enough for the smallest screen. */
const STEPS_MS = [15_000, 30_000, ...[1, 2, 5, 10, 15, 30, 60, 120, 360].map((n) => n * MINUTE_MS)];
const MOST_TICKS = 5;

/** What the strip shows, up to the newest moment; undefined when nothing is buffered. */
export function scaleOf({ fromMs, toMs }: Buffer): Stretch | undefined {
  if (fromMs === undefined || toMs === undefined || toMs <= fromMs) return undefined;
  const length = LENGTHS_MS.find((ms) => ms >= toMs - fromMs) ?? toMs - fromMs;
  return { fromMs: toMs - length, toMs };
}

/** How long ago the marks of time are, ms, newest first. */
export function ticksOf({ fromMs, toMs }: Stretch): number[] {
  const length = toMs - fromMs;
  const step = STEPS_MS.find((ms) => length / ms <= MOST_TICKS) ?? length;
  return Array.from({ length: Math.floor(length / step) }, (_, i) => (i + 1) * step);
}

/** What is recorded: everything but the gaps, oldest first. */
export function recordedIn({ fromMs, toMs, gaps = [] }: Buffer): Stretch[] {
  if (fromMs === undefined || toMs === undefined) return [];
  const starts = [fromMs, ...gaps.map((gap) => gap.toMs)];
  const ends = [...gaps.map((gap) => gap.fromMs), toMs];
  return starts
    .map((start, i) => ({ fromMs: Math.max(start, fromMs), toMs: ends[i] ?? toMs }))
    .filter((stretch) => stretch.toMs > stretch.fromMs);
}

/** Where a moment lies on the strip, 0 to 1. */
export function placeOf(atMs: number, { fromMs, toMs }: Stretch): number {
  return Math.min(1, Math.max(0, (atMs - fromMs) / (toMs - fromMs)));
}

/** The picture in each of `count` parts of the strip: the one nearest to its middle; undefined where none is near. */
export function fillSlots(
  thumbnails: Thumbnail[],
  scale: Stretch,
  count: number,
): (Thumbnail | undefined)[] {
  const slotMs = (scale.toMs - scale.fromMs) / count;
  return Array.from({ length: count }, (_, i) => {
    const middleMs = scale.fromMs + (i + 0.5) * slotMs;
    const off = ({ atMs }: Thumbnail) => Math.abs(atMs - middleMs);
    const nearest = thumbnails.reduce<Thumbnail | undefined>(
      (best, one) => (!best || off(one) < off(best) ? one : best),
      undefined,
    );
    return nearest && off(nearest) <= Math.max(slotMs, NEAR_MS) ? nearest : undefined;
  });
}

/** A picture stands for what is around it as far as this, ms. */
const NEAR_MS = 12_000;

/**
 * How far the server's clock is ahead of this computer's, ms. A segment is listed a moment after its end, so
 * of all that was seen the largest is the nearest to the truth.
 */
export function aheadOf(
  status: ReplayStatus | undefined,
  nowMs: number,
  before: number | undefined,
): number | undefined {
  if (status?.status !== 'active' || status.toMs === undefined) return before;
  return Math.max(before ?? Number.NEGATIVE_INFINITY, status.toMs - nowMs);
}
