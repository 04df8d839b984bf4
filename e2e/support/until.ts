import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks again until the answer is truthy, and gives that answer.
 * @param what a sentence that finishes "waited in vain until ..."
 * @throws Error after `timeoutMs`; what `ask` throws, at once
 */
export async function until<T>(
  what: string,
  ask: () => T | Promise<T>,
  { timeoutMs = 15_000, everyMs = 100 } = {},
): Promise<NonNullable<Exclude<T, false>>> {
  const endMs = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer as NonNullable<Exclude<T, false>>;
    if (Date.now() > endMs) throw new Error(`waited ${timeoutMs / 1000} s in vain until ${what}`);
    await sleep(everyMs);
  }
}
