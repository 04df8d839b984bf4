import { setTimeout as sleep } from 'node:timers/promises';
import { isUnanswered } from './discord-errors.ts';

/** Where each try takes long itself, more than two of them are in vain, ms. */
const PATIENCE_MS = 60_000;

/**
 * Asks Discord once more, each time after another pause, while no answer comes. What it did not answer to it may have
 * done: so only for what is there once however often it is sent.
 * @throws what the last try was answered with, or broke off with; the signal's reason
 */
export async function untilAnswered<T>(
  ask: () => Promise<T>,
  pausesMs: readonly number[],
  signal?: AbortSignal,
): Promise<T> {
  const untilMs = performance.now() + PATIENCE_MS;
  for (const [i, ms] of pausesMs.entries()) {
    try {
      return await ask();
    } catch (error) {
      if (!isUnanswered(error) || (i > 0 && performance.now() > untilMs)) throw error;
      await sleep(ms, null, signal ? { signal } : {}).catch(() => {});
      signal?.throwIfAborted();
    }
  }
  return ask();
}
