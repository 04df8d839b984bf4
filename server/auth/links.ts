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

  return {
    /** @returns the token, to be put into a page's address after `#link=` */
    async create(identity: Identity): Promise<string> {
      const token = randomBytes(32).toString('base64url');
      await links.set(keyOf(token), identity, LINK_LIFE_MS);
      return token;
    },

    /** @throws UserError (401) when it was used before, is too old or never was one */
    async use(token: string): Promise<Identity> {
      const key = keyOf(token);
      const identity = await links.get(key);
      if (!identity || !(await store.claim(`link:${key}`, 2 * LINK_LIFE_MS))) {
        const words = 'This link was used already or is older than ten minutes.';
        throw new UserError(`${words} Type /replay start in Discord for a new one.`, {
          status: 401,
        });
      }
      await links.delete(key);
      return identity;
    },
  };
}
