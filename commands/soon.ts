import { setTimeout as sleep } from 'node:timers/promises';

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
