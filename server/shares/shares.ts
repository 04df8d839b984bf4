import { basename, join } from 'node:path';
import type { PageQuery, Store } from '../store/store.ts';
import type { Share } from './share.ts';

/** The records of all shares, and what their owners asked for. */
export type Shares = ReturnType<typeof createShares>;

/** How long the record of an ended share is kept, ms. */
const KEEP_ENDED_MS = 7 * 24 * 3600_000;

/** @param segmentsPath where sessions lie here; another server may have written down where they lie there */
export function createShares(store: Store, now = Date.now, segmentsPath?: string) {
  const records = store.records<Share>('shares');
  const stops = store.records<true>('stops');
  const attempts = store.records<number>('attempts');
  const { index } = store;

  const ofUser = (userId: string) => `shares:user:${userId}`;
  const ofGuild = (guildId: string) => `shares:guild:${guildId}`;
  const activeIn = (roomName: string) => `shares:active:${roomName}`;
  const activeOfUser = (userId: string) => `shares:active-user:${userId}`;

  /** Members whose records have ended by themselves. */
  async function dropOld(list: string): Promise<void> {
    const { members } = await index.page(list, { to: now() - KEEP_ENDED_MS, limit: 20 });
    for (const { member } of members) {
      if (!(await records.has(member))) await index.remove(list, member);
    }
  }

  async function forget({ id, userId, guildId, videoTrackId }: Share): Promise<void> {
    await attempts.delete(videoTrackId);
    await records.delete(id);
    await index.remove(ofUser(userId), id);
    await index.remove(ofGuild(guildId), id);
  }

  function seenFromHere(share: Share): Share {
    if (segmentsPath === undefined) return share;
    const name = basename(share.segmentPath);
    return { ...share, segmentPath: join(segmentsPath, share.userId, name) };
  }

  async function load(ids: string[]): Promise<Share[]> {
    const found = await Promise.all(ids.map((id) => records.get(id)));
    return found.filter((share) => share !== undefined).map(seenFromHere);
  }

  /** Those that run; what is over, as its end was not wholly written, leaves the list. */
  async function loadActive(list: string, query: PageQuery): Promise<Share[]> {
    const { members } = await index.page(list, query);
    const found = await Promise.all(members.map(({ member }) => records.get(member)));
    const over = members.filter((_, i) => found[i]?.status !== 'active');
    if (over.length > 0)
      await index.update({ remove: over.map(({ member }) => ({ list, member })) });
    return found
      .filter((share) => share?.status === 'active')
      .map((share) => seenFromHere(share as Share));
  }

  return {
    /**
     * In this order: what is listed has a record, and as long as not all of it is written, that ends by itself. One that
     * has ended is in no list of active ones.
     */
    async save(share: Share): Promise<void> {
      const { id: member, userId, guildId, roomName, startedAt: score } = share;
      const saved = { ...share, updatedAt: now() };
      const lists = [ofUser(userId), ofGuild(guildId)].map((list) => ({ list, member, score }));
      const active = [activeIn(roomName), activeOfUser(userId)].map((list) => ({
        list,
        member,
        score,
      }));
      await records.set(member, saved, KEEP_ENDED_MS);
      if (share.status === 'active') {
        const room = { list: 'shares:rooms', member: roomName, score };
        await index.update({ add: [...lists, ...active, room] });
        await records.set(member, saved);
      } else {
        await index.update({ add: lists, remove: active });
        await dropOld(ofUser(userId));
        await dropOld(ofGuild(guildId));
      }
    },

    /** The active shares of a room. */
    activeIn: (roomName: string): Promise<Share[]> =>
      loadActive(activeIn(roomName), { limit: 1000 }),

    /** Rooms that have, or lately had, an active share. */
    async rooms(): Promise<string[]> {
      const { members } = await index.page('shares:rooms', { limit: 10_000 });
      return members.map(({ member }) => member);
    },

    /** How many are active, in all rooms. */
    async countActive(): Promise<number> {
      const { members } = await index.page('shares:rooms', { limit: 10_000 });
      const counts = members.map(({ member }) => index.count(activeIn(member)));
      return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
    },

    /** Nothing is left to do in that room. */
    forgetRoom: (roomName: string) => index.remove('shares:rooms', roomName),

    /** The newest share of a person in that room, whatever became of it. */
    async latestOf(userId: string, roomName: string): Promise<Share | undefined> {
      return (await this.recentOf(userId)).find((share) => share.roomName === roomName);
    },

    /** What is being recorded of a person. */
    activeOf: (userId: string): Promise<Share[]> =>
      loadActive(activeOfUser(userId), { limit: 1000, newestFirst: true }),

    /** The owner wants no recording in that room, until asked for again. */
    stop: (roomName: string, userId: string) => stops.set(`${roomName}/${userId}`, true),
    isStopped: (roomName: string, userId: string) => stops.has(`${roomName}/${userId}`),

    /** The owner asks for a recording (again): an earlier stop and earlier failures don't count. */
    async ask(roomName: string, userId: string): Promise<void> {
      await stops.delete(`${roomName}/${userId}`);
      for (const share of await this.recentOf(userId)) await attempts.delete(share.videoTrackId);
    },

    /** The last ten shares of a person, newest first. */
    async recentOf(userId: string): Promise<Share[]> {
      const { members } = await index.page(ofUser(userId), { limit: 10, newestFirst: true });
      return load(members.map(({ member }) => member));
    },

    /** Those of a server that run, or ended so lately that they are known; newest first. */
    async ofGuild(guildId: string): Promise<Share[]> {
      const { members } = await index.page(ofGuild(guildId), { limit: 1000, newestFirst: true });
      return load(members.map(({ member }) => member));
    },

    /** All of a person that are known, newest first. */
    async allOf(userId: string): Promise<Share[]> {
      const { members } = await index.page(ofUser(userId), { limit: 1000, newestFirst: true });
      return load(members.map(({ member }) => member));
    },

    /** To be called when nothing of theirs runs. What they stopped stays stopped. */
    async forgetPerson(userId: string): Promise<void> {
      for (const share of await this.allOf(userId)) await forget(share);
      await index.drop(ofUser(userId));
    },

    /** What runs there stays, until it has ended. */
    async forgetGuild(guildId: string): Promise<void> {
      for (const share of await this.ofGuild(guildId)) {
        if (share.status !== 'active') await forget(share);
      }
    },

    /** How often recording this track has failed. */
    attempts: async (videoTrackId: string) => (await attempts.get(videoTrackId)) ?? 0,
    setAttempts: (videoTrackId: string, count: number) =>
      attempts.set(videoTrackId, count, KEEP_ENDED_MS),
  };
}
