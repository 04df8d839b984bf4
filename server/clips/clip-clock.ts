import type { Clip } from './clip.ts';

/** From here on, up to the next point, a clip's time and the server's clock go in step. */
export interface ClockPoint {
  /** Where in the clip, ms. */
  atMs: number;
  /** ms since the epoch. */
  clockMs: number;
}

type Timed = Pick<Clip, 'fromMs' | 'toMs' | 'durationMs' | 'clock'>;

/** A clip begins with a whole picture: what was marked up to so long before it is seen with it, ms. */
export const JUST_BEFORE_MS = 100;
/** A clip ends with a whole picture and a whole piece of sound, which is no gap, ms. */
const ROUNDING_MS = 250;

/** Of clips that an older version made only the beginning is known: as if nothing had been cut out. */
export const clockOf = ({ clock, fromMs }: Pick<Clip, 'clock' | 'fromMs'>): ClockPoint[] =>
  clock ?? [{ atMs: 0, clockMs: fromMs }];

/** Whether it is known where gaps were cut out; else a moment is only about where it is said to be, at the latest there. */
export const isClockKnown = ({ clock, fromMs, toMs, durationMs }: Timed): boolean =>
  clock !== undefined || toMs - fromMs - durationMs <= ROUNDING_MS;

/** Where in a clip a moment is (since the epoch), ms; one in a gap is where that was cut out. */
export function placeInClip(clip: Timed, clockMs: number): number {
  const points = clockOf(clip);
  const index = points.findLastIndex((point) => point.clockMs <= clockMs);
  const point = points[index];
  if (!point) return 0;
  const endMs = points[index + 1]?.atMs ?? clip.durationMs;
  return Math.min(point.atMs + clockMs - point.clockMs, endMs);
}

/** The inverse. @param atMs where in the clip @returns ms since the epoch */
export function clockAt(points: ClockPoint[], atMs: number): number {
  const point = points.findLast((one) => one.atMs <= atMs) ?? points[0];
  if (!point) throw new Error('a clock has at least one point');
  return point.clockMs + atMs - point.atMs;
}
