import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../server/errors.ts';

/** Discord wants an answer within 3 s: a check before it may take so long, ms. */
const PATIENCE_MS = 1000;

/** Waits for a check that refuses with words, but not for long: what it says later comes too late to matter. */
export async function soon(check: Promise<void>): Promise<void> {
  check.catch(() => {});
  await Promise.race([check, sleep(PATIENCE_MS)]);
}

/** What is looked up, or `late` where that takes longer than there is time before an answer. */
export async function within<T, L>(
  look: Promise<T>,
  late: L,
  patienceMs = PATIENCE_MS,
): Promise<T | L> {
  look.catch(() => {});
  return Promise.race([look, sleep(patienceMs, late, { ref: false })]);
}

const LATE = Symbol('late');

/**
 * What has to be known before an order can be taken.
 * @throws UserError (503) where the store does not say it while there is time to answer; what the look-up throws
 */
export async function inTime<T>(look: Promise<T>): Promise<T> {
  const found = await within(look, LATE);
  if (found !== LATE) return found as T;
  throw new UserError(({ asked }) => asked.storeAway, { status: 503 });
}
