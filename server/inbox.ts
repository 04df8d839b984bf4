import PQueue from 'p-queue';
import { locked } from './store/locked.ts';
import type { Store } from './store/store.ts';

/** Words that could not be sent to a person by DM: they get them with the next answer, or on a page. */
export type Inbox = ReturnType<typeof createInbox>;

/** Older news is no news, ms. */
const KEEP_MS = 7 * 24 * 3600_000;

export function createInbox(store: Store, name: 'inbox' | 'muted-alerts' = 'inbox') {
  const waiting = store.records<string[]>(name);
  // One at a time: each reads, then writes.
  const turns = new PQueue({ concurrency: 1 });
  const inTurn = <T>(userId: string, work: () => Promise<T>): Promise<T> =>
    turns.add(() => (store.isShared ? locked(store, `${name}:${userId}`, work) : work()));
  return {
    put: (userId: string, words: string): Promise<void> =>
      inTurn(userId, async () => {
        const before = (await waiting.get(userId)) ?? [];
        if (!before.includes(words)) await waiting.set(userId, [...before, words], KEEP_MS);
      }),
    /** @returns what waits for them, which is gone from here then */
    take: (userId: string): Promise<string[]> =>
      inTurn(userId, async () => {
        const words = (await waiting.get(userId)) ?? [];
        if (words.length > 0) await waiting.delete(userId);
        return words;
      }),
  };
}
