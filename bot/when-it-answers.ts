import type { Log } from '../server/log.ts';
import { is } from './discord-errors.ts';
import { tryAgain } from './try-again.ts';

/** Each after the one before, ms. */
const AGAIN_MS = [1000, 2000, 5000, 10_000, 10_000, 10_000, 10_000];

/**
 * What a process can't begin without is asked again while Discord is in trouble itself.
 * @throws what it says otherwise, or at last
 */
export function whenItAnswers<T>(ask: () => Promise<T>, log: Log): Promise<T> {
  return tryAgain(ask, AGAIN_MS, {
    mayHelp(err, _, againInMs) {
      if (!is(err, 'busy', 'unanswered')) return false;
      log.warn({ err, againInMs }, 'Discord is in trouble; it is asked again');
      return true;
    },
  });
}
