import { setTimeout as delay } from 'node:timers/promises';
import { BucketAway } from './bucket.ts';

/** How long a bucket may take, all in ms. */
export interface Patience {
  /** A whole call, with all that is tried again; a file on its way may take longer, and is tried twice at least. */
  wholeMs: number;
  /** A connection over which nothing comes or goes. */
  idleMs: number;
}

export const USUAL_PATIENCE: Patience = { wholeMs: 30_000, idleMs: 10_000 };

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Does `work` again while the bucket is away, with pauses that get longer, for as long as `wholeMs`.
 * @param toFailure makes BucketAway of what may succeed later; anything else is thrown at once
 * @throws what `toFailure` made; the signal's reason
 */
export async function patiently<T>(
  work: () => Promise<T>,
  options: {
    wholeMs: number;
    leastTries?: number;
    toFailure(error: unknown): unknown;
    signal?: AbortSignal | undefined;
  },
): Promise<T> {
  const { wholeMs, leastTries = 1, toFailure, signal } = options;
  const untilMs = performance.now() + wholeMs;
  for (let tries = 1; ; tries++) {
    try {
      signal?.throwIfAborted();
      return await work();
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      const failure = toFailure(error);
      // Not all at the same time, where many wait for the same bucket.
      const pause =
        Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS) * (0.5 + Math.random());
      const isLast = tries >= leastTries && performance.now() + pause >= untilMs;
      if (!(failure instanceof BucketAway) || isLast) throw failure;
      await delay(pause, undefined, signal && { signal }).catch(() => {
        throw signal?.reason;
      });
    }
  }
}
