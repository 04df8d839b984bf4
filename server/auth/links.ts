import { createHash, randomBytes } from 'node:crypto';
import { UserError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import type { Identity } from './identity.ts';

/** Personal links from Discord to a page: single use, ten minutes. */
export type Links = ReturnType<typeof createLinks>;

export const LINK_LIFE_MS = 10 * 60_000;

export function createLinks(store: Store) {
  const links = store.records<Identity>('links');
  // Only its hash is kept, so that nobody who reads the store can use a link.
  const keyOf = (token: string) => createHash('sha256').update(token).digest('base64url');

  const refusal = () => new UserError((words) => words.signIn.linkOver, { status: 401 });

  const listOf = (userId: string) => `links:user:${userId}`;

  /** Those that nobody used end by themselves, and would stay listed. */
  async function note(userId: string, key: string): Promise<void> {
    const nowMs = Date.now();
    const query = { to: nowMs - LINK_LIFE_MS, limit: 1000 };
    const { members } = await store.index.page(listOf(userId), query);
    const remove = members.map(({ member }) => ({ list: listOf(userId), member }));
    await store.index.update({
      add: [{ list: listOf(userId), member: key, score: nowMs }],
      remove,
    });
  }

  async function whose(token: string): Promise<Identity> {
    const identity = await links.get(keyOf(token));
    if (!identity) throw refusal();
    return identity;
  }

  return {
    /** @returns the token, to be put into a page's address after `#link=` */
    async create(identity: Identity): Promise<string> {
      const token = randomBytes(32).toString('base64url');
      await note(identity.user.id, keyOf(token));
      await links.set(keyOf(token), identity, LINK_LIFE_MS);
      return token;
    },

    /** Does not use it up. @throws UserError (401) when it was used before, is too old or never was one */
    whose,

    /** @throws UserError (401), as `whose` does */
    async use(token: string): Promise<Identity> {
      const key = keyOf(token);
      const identity = await whose(token);
      if (!(await store.claim(`link:${key}`, 2 * LINK_LIFE_MS))) throw refusal();
      await links.delete(key);
      await store.index.remove(listOf(identity.user.id), key);
      return identity;
    },

    /** Ends all links of a person. */
    async forget(userId: string): Promise<void> {
      const { members } = await store.index.page(listOf(userId), { limit: 1000 });
      for (const { member } of members) await links.delete(member);
      await store.index.drop(listOf(userId));
    },
  };
}
