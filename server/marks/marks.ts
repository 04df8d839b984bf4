import type { Store } from '../store/store.ts';

/** A moment that somebody wants to find again while it is buffered. */
export interface Mark {
  /** The interaction's, or one of the API's own. */
  id: string;
  /** Whose share. */
  userId: string;
  guildId: string;
  /** Where it was set. */
  channelId: string;
  /** ms since the epoch, server's clock. */
  atMs: number;
  /** Empty when nobody gave one. */
  label: string;
}

/** Moments of each person's buffer, gone when it has moved past them. */
export type Marks = ReturnType<typeof createMarks>;

/** Of one person; the oldest go first. */
const MOST = 100;
/** A clip of the whole buffer is made a while after it was asked for: its marks stay for so much longer, ms. */
const LATE_MS = 10 * 60_000;

export function createMarks(options: { store: Store; windowMs: number; now?: () => number }) {
  const { store, windowMs, now = Date.now } = options;
  const { index } = store;
  const marks = store.records<Mark>('marks');
  const clipEnds = store.records<number>('clip-ends');
  const keptMs = windowMs + LATE_MS;
  const ofUser = (userId: string) => `marks:${userId}`;

  async function forget(userId: string, query: { to?: number; limit: number }): Promise<void> {
    const { members } = await index.page(ofUser(userId), query);
    for (const { member } of members) {
      await index.remove(ofUser(userId), member);
      await marks.delete(member);
    }
  }

  async function read(userId: string, query: Parameters<typeof index.page>[1]): Promise<Mark[]> {
    const { members } = await index.page(ofUser(userId), query);
    const found = await Promise.all(members.map(({ member }) => marks.get(member)));
    return found.filter((mark) => mark !== undefined);
  }

  /** Those that can still be clipped from, newest first. */
  const recent = (userId: string, limit = MOST) =>
    read(userId, { from: now() - windowMs, limit, newestFirst: true });

  return {
    recent,

    /** Those between two moments, both inclusive, oldest first; for a while also behind the buffer. */
    within: (userId: string, fromMs: number, toMs: number): Promise<Mark[]> =>
      read(userId, { from: Math.max(fromMs, now() - keptMs), to: toMs, limit: MOST }),

    /** Setting the same one again moves it. */
    async add(mark: Mark): Promise<void> {
      await marks.set(mark.id, mark, keptMs);
      await index.add(ofUser(mark.userId), mark.id, mark.atMs);
      await forget(mark.userId, { to: now() - keptMs, limit: MOST });
      const tooMany = (await index.count(ofUser(mark.userId))) - MOST;
      if (tooMany > 0) await forget(mark.userId, { limit: tooMany });
    },

    /** @returns false when that person has no such mark (any more) */
    async remove(userId: string, id: string): Promise<boolean> {
      if ((await marks.get(id))?.userId !== userId) return false;
      await index.remove(ofUser(userId), id);
      await marks.delete(id);
      return true;
    },

    async last(userId: string): Promise<Mark | undefined> {
      return (await recent(userId, 1))[0];
    },

    /** A clip that they asked for is made; it may be deleted long before the buffer is past it. `toMs`: where it ends. */
    async noteClip(userId: string, toMs: number): Promise<void> {
      const before = (await clipEnds.get(userId)) ?? 0;
      await clipEnds.set(userId, Math.max(before, toMs), windowMs);
    },

    /** Where the newest stretch ends that they have clipped, ms; undefined when the buffer is past it. */
    async lastClipEnd(userId: string): Promise<number | undefined> {
      const toMs = await clipEnds.get(userId);
      return toMs !== undefined && toMs > now() - windowMs ? toMs : undefined;
    },
  };
}
