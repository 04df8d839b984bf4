import type { Store } from '../store/store.ts';
import type { ClipPost } from './clip.ts';

export interface ClippedByOther {
  /** Whose screen it shows. */
  ownerId: string;
  /** Where the message is; kept here, as the clip itself may not be. */
  place: Pick<ClipPost, 'channelId' | 'messageId'> | null;
}

/** How long a button that deletes one works, ms. */
const KEEP_MS = 30 * 24 * 3600_000;

/** Clips that somebody else made of a person's share, so that they are told once, and can delete them. */
export function createClippedByOthers(store: Store) {
  const records = store.records<ClippedByOther>('clipped-by-others');
  const listOf = (ownerId: string) => `clipped-by-others:user:${ownerId}`;
  return {
    get: (clipId: string) => records.get(clipId),
    /** @returns false when it was noted before */
    async note(clipId: string, clip: ClippedByOther): Promise<boolean> {
      const nowMs = Date.now();
      const list = listOf(clip.ownerId);
      const old = await store.index.page(list, { to: nowMs - KEEP_MS, limit: 100 });
      const remove = old.members.map(({ member }) => ({ list, member }));
      await store.index.update({ add: [{ list, member: clipId, score: nowMs }], remove });
      await records.set(clipId, clip, KEEP_MS);
      return store.claim(`clipped-by-others:${clipId}`, KEEP_MS);
    },
    forget: (clipId: string) => records.delete(clipId),
    async forgetPerson(ownerId: string): Promise<void> {
      const { members } = await store.index.page(listOf(ownerId), { limit: 10_000 });
      for (const { member } of members) await records.delete(member);
      await store.index.drop(listOf(ownerId));
    },
  };
}
