import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks once more, each time after another pause, as long as that may help.
 * @param options.mayHelp told of what the newest try ended with, how many there were, and the next pause, ms
 * @throws what the last try ended with; the signal's reason
 */
export async function tryAgain<T>(
  ask: () => Promise<T>,
  pausesMs: readonly number[],
  options: {
    mayHelp(error: unknown, tries: number, pauseMs: number): boolean;
    signal?: AbortSignal | undefined;
  },
): Promise<T> {
  const { mayHelp, signal } = options;
  for (const [i, ms] of pausesMs.entries()) {
    try {
      return await ask();
    } catch (error) {
      if (!mayHelp(error, i + 1, ms)) throw error;
      await sleep(ms, null, signal ? { signal } : {}).catch(() => {});
      signal?.throwIfAborted();
    }
  }
  return ask();
}
