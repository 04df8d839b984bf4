import { setTimeout as delay } from 'node:timers/promises';
import { BucketAway } from './bucket.ts';

/** How long a bucket may take, all in ms. */
export interface Patience {
  /** A whole call, with all that is tried again; of what moves large files: until the last time that it is tried. */
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
    toFailure(error: unknown): unknown;
    signal?: AbortSignal | undefined;
  },
): Promise<T> {
  const { wholeMs, toFailure, signal } = options;
  const untilMs = performance.now() + wholeMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      signal?.throwIfAborted();
      return await work();
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      const failure = toFailure(error);
      // Not all at the same time, where many wait for the same bucket.
      const pause = pauseMs * (0.5 + Math.random());
      const isLast = performance.now() + pause >= untilMs;
      if (!(failure instanceof BucketAway) || isLast) throw failure;
      await delay(pause, undefined, signal && { signal }).catch(() => {
        throw signal?.reason;
      });
    }
  }
}
