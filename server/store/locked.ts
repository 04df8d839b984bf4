import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from './store.ts';

/** What is done meanwhile takes a few of the store's answers; a process that dies in it blocks nobody for longer, ms. */
const LEASE_MS = 10_000;
const LOOK_EVERY_MS = 15;

/**
 * Lets one among all processes work at a time, for what is read and then written. Not for long work.
 * @param key of what it is about
 */
export async function locked<T>(
  store: Pick<Store, 'lease' | 'release'>,
  key: string,
  work: () => Promise<T>,
): Promise<T> {
  const owner = randomUUID();
  const name = `lock:${key}`;
  while (!(await store.lease(name, owner, LEASE_MS))) await sleep(LOOK_EVERY_MS);
  try {
    return await work();
  } finally {
    // Else it is free after a while.
    await store.release(name, owner).catch(() => {});
  }
}
