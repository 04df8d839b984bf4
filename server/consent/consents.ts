import type { Store } from '../store/store.ts';

/** What people have agreed to before they shared, once a server. */
export type Consents = ReturnType<typeof createConsents>;

/** What is kept of who shares, ms each. */
export interface Kept {
  windowMs: number;
  postedKeptMs: number;
}

export interface Consent extends Kept {
  guildId: string;
  /** ms since the epoch. */
  agreedAtMs: number;
}

const MOST = 1000;

export function createConsents(store: Store, now = Date.now) {
  const records = store.records<Consent>('consents');
  const ofUser = (userId: string) => `consents:user:${userId}`;
  const ofGuild = (guildId: string) => `consents:guild:${guildId}`;
  const keyOf = (userId: string, guildId: string) => `${userId}/${guildId}`;

  async function remove(userId: string, guildId: string): Promise<void> {
    await records.delete(keyOf(userId, guildId));
    await store.index.remove(ofUser(userId), guildId);
    await store.index.remove(ofGuild(guildId), userId);
  }

  return {
    /** Whether they know of all that is kept there now: who agreed to less is asked again. */
    async covers(userId: string, guildId: string, kept: Kept): Promise<boolean> {
      const agreed = await records.get(keyOf(userId, guildId));
      if (!agreed) return false;
      return agreed.windowMs >= kept.windowMs && agreed.postedKeptMs >= kept.postedKeptMs;
    },

    async agree(userId: string, guildId: string, kept: Kept): Promise<void> {
      const agreedAtMs = now();
      await store.index.add(ofUser(userId), guildId, agreedAtMs);
      await store.index.add(ofGuild(guildId), userId, agreedAtMs);
      await records.set(keyOf(userId, guildId), { ...kept, guildId, agreedAtMs });
    },

    /** Of one person, oldest first. */
    async of(userId: string): Promise<Consent[]> {
      const { members } = await store.index.page(ofUser(userId), { limit: MOST });
      const found = await Promise.all(
        members.map(({ member }) => records.get(keyOf(userId, member))),
      );
      return found.filter((consent) => consent !== undefined);
    },

    async forgetPerson(userId: string): Promise<void> {
      const { members } = await store.index.page(ofUser(userId), { limit: MOST });
      for (const { member } of members) await remove(userId, member);
    },

    async forgetServer(guildId: string): Promise<void> {
      for (;;) {
        const { members } = await store.index.page(ofGuild(guildId), { limit: MOST });
        for (const { member } of members) await remove(member, guildId);
        if (members.length < MOST) return;
      }
    },
  };
}
