import { setTimeout as sleep } from 'node:timers/promises';

/** Discord wants an answer within 3 s: a check before it may take so long, ms. */
const PATIENCE_MS = 1000;

/** Waits for a check that refuses with words, but not for long: what it says later comes too late to matter. */
export async function soon(check: Promise<void>): Promise<void> {
  check.catch(() => {});
  await Promise.race([check, sleep(PATIENCE_MS)]);
}
