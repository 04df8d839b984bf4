import type { Store } from '../store/store.ts';

/**
 * Servers on which somebody was seen: by a command, by signing in with Discord, or because Discord said so when it was
 * asked. Discord has no list of them for a bot. It says whom to ask about first, never what somebody may see.
 */
export type Memberships = ReturnType<typeof createMemberships>;

/** Of one person; those that were seen longest ago go first. */
const MOST = 200;
/** Not seen on one for so long, they are asked about like on any other, ms. */
const KEEP_MS = 90 * 24 * 3600_000;

export function createMemberships(store: Store, now = Date.now) {
  const { index } = store;
  const listOf = (userId: string) => `servers-of:${userId}`;

  return {
    async note(userId: string, guildIds: string[]): Promise<void> {
      const list = listOf(userId);
      const seen = guildIds.slice(0, MOST);
      await index.update({ add: seen.map((member) => ({ list, member, score: now() })) });
      const tooMany = (await index.count(list)) - MOST;
      if (tooMany <= 0) return;
      const { members } = await index.page(list, { limit: tooMany });
      await index.update({ remove: members.map(({ member }) => ({ list, member })) });
    },

    forget: (userId: string, guildId: string): Promise<void> =>
      index.remove(listOf(userId), guildId),

    forgetPerson: (userId: string): Promise<void> => index.drop(listOf(userId)),

    /** Ids of servers, those seen last first. */
    async of(userId: string): Promise<string[]> {
      const query = { from: now() - KEEP_MS, limit: MOST, newestFirst: true };
      const { members } = await index.page(listOf(userId), query);
      return members.map(({ member }) => member);
    },
  };
}
