import { isUnanswered } from './discord-errors.ts';
import { tryAgain } from './try-again.ts';

/** Where each try takes long itself, more than two of them are in vain, ms. */
const PATIENCE_MS = 60_000;

/**
 * Asks Discord once more, each time after another pause, while no answer comes. What it did not answer to it may have
 * done: so only for what is there once however often it is sent.
 * @throws what the last try was answered with, or broke off with; the signal's reason
 */
export function untilAnswered<T>(
  ask: () => Promise<T>,
  pausesMs: readonly number[],
  signal?: AbortSignal,
): Promise<T> {
  const untilMs = performance.now() + PATIENCE_MS;
  const mayHelp = (error: unknown, tries: number) =>
    isUnanswered(error) && (tries === 1 || performance.now() <= untilMs);
  return tryAgain(ask, pausesMs, { mayHelp, signal });
}
