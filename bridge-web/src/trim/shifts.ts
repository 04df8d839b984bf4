import type { Segment } from './preview.ts';

/**
 * How far the player is off: it begins each stretch with its first sound, which may come before the first picture,
 * and media times count from the picture.
 */
export interface Shifts {
  /**
   * @param index of a segment
   * @param atS where the player has its first picture, s
   * @returns whether that was news
   */
  learn(index: number, atS: number): boolean;
  /** Of the segment that holds a moment (media ms), or the nearest that is known, s. */
  at(ms: number): number;
}

/** Less than that is only rounding, s. */
const NEWS_S = 0.001;

export function createShifts(segments: readonly Segment[]): Shifts {
  const known = new Map<number, number>();
  const nearest = (index: number): number => {
    for (let apart = 0; apart < segments.length; apart++) {
      // A stretch begins with what comes before more often than with what follows.
      const found = known.get(index - apart) ?? known.get(index + apart);
      if (found !== undefined) return found;
    }
    return 0;
  };
  return {
    learn(index, atS) {
      const segment = segments[index];
      if (!segment) return false;
      const before = nearest(index);
      const shift = atS - segment.startMs / 1000;
      known.set(index, shift);
      return Math.abs(shift - before) > NEWS_S;
    },
    at: (ms) =>
      nearest(
        Math.max(
          0,
          segments.findLastIndex(({ startMs }) => startMs <= ms),
        ),
      ),
  };
}
