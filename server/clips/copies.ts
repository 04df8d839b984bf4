import type { Store } from '../store/store.ts';

/** Which clips of others a person has in their library as copies, so that there is one of each. */
export function createCopies(store: Store) {
  /** Ids of copies, by whose they are and of what. */
  const records = store.records<string>('clip-copies');
  const listOf = (userId: string) => `clip-copies:user:${userId}`;
  const keyOf = (userId: string, clipId: string) => `${userId}:${clipId}`;
  return {
    idOf: (userId: string, clipId: string) => records.get(keyOf(userId, clipId)),
    async note(userId: string, clipId: string, copyId: string): Promise<void> {
      await store.index.add(listOf(userId), clipId, Date.now());
      await records.set(keyOf(userId, clipId), copyId);
    },
    async forgetPerson(userId: string): Promise<void> {
      let cursor: string | undefined;
      do {
        const page = await store.index.page(listOf(userId), { limit: 1000, cursor });
        for (const { member } of page.members) await records.delete(keyOf(userId, member));
        cursor = page.cursor;
      } while (cursor);
      await store.index.drop(listOf(userId));
    },
  };
}
