import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../server/log.ts';
import { is } from './discord-errors.ts';

/** Each after the one before, ms. */
const AGAIN_MS = [1000, 2000, 5000, 10_000, 10_000, 10_000, 10_000];

/**
 * What a process can't begin without is asked again while Discord is in trouble itself.
 * @throws what it says otherwise, or at last
 */
export async function whenItAnswers<T>(ask: () => Promise<T>, log: Log): Promise<T> {
  for (const ms of AGAIN_MS) {
    try {
      return await ask();
    } catch (err) {
      if (!is(err, 'busy', 'unanswered')) throw err;
      log.warn({ err, againInMs: ms }, 'Discord is in trouble; it is asked again');
      await sleep(ms);
    }
  }
  return ask();
}
