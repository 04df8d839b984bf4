import { createHash, randomBytes } from 'node:crypto';
import type { Store } from '../store/store.ts';
import type { DiscordOauth } from './discord-oauth.ts';
import type { Identity } from './identity.ts';

/** Signing in by Discord's page: what is remembered of somebody until they come back from there. */
export type DiscordSignIn = ReturnType<typeof createDiscordSignIn>;

/** For the person to agree, ms. */
export const SIGN_IN_LIFE_MS = 10 * 60_000;

interface Pending {
  verifier: string;
  /** Hash of what the browser holds. */
  browser: string;
  next: string;
}

/** They have to begin anew: too late, used before, or not begun in this browser. */
export class SignInOver extends Error {
  override name = 'SignInOver';
  readonly why: 'expired' | 'mismatch';

  constructor(why: 'expired' | 'mismatch') {
    super(`signing in with Discord: ${why}`);
    this.why = why;
  }
}

export function createDiscordSignIn(store: Store, oauth: DiscordOauth) {
  const pending = store.records<Pending>('discord-sign-ins');

  /** @throws SignInOver */
  async function take(state: string, browser: string): Promise<Pending> {
    const key = hash(state);
    const found = await pending.get(key);
    if (!found) throw new SignInOver('expired');
    // Not used up by somebody else's browser: it may be the right one's turn yet.
    if (found.browser !== hash(browser)) throw new SignInOver('mismatch');
    await pending.delete(key);
    if (!(await store.claim(`discord-sign-in:${key}`, 2 * SIGN_IN_LIFE_MS))) {
      throw new SignInOver('expired');
    }
    return found;
  }

  return {
    /**
     * @param browser what this browser holds in a cookie, to be known again
     * @param next path of ours to go on with
     * @returns where to send it
     */
    async begin(browser: string, next: string): Promise<string> {
      const [state, verifier] = [randomSecret(), randomSecret()];
      // First of all: it tells whether Discord can be asked at all.
      const url = await oauth.authorizeUrl(state, hash(verifier));
      await pending.set(hash(state), { verifier, browser: hash(browser), next }, SIGN_IN_LIFE_MS);
      return url;
    },

    /** They said no, or Discord did. @throws SignInOver */
    giveUp: async (state: string, browser: string): Promise<void> =>
      void (await take(state, browser)),

    /** @throws SignInOver, CodeRefused; anything else: Discord is away */
    async finish(
      state: string,
      browser: string,
      code: string,
    ): Promise<{ identity: Identity; guildIds: string[]; next: string }> {
      const { verifier, next } = await take(state, browser);
      const { user, guildIds } = await oauth.whoAgreed(code, verifier);
      return { identity: { user, guild: null, channel: null }, guildIds, next };
    },
  };
}

/** For states, verifiers (PKCE wants 43 characters or more) and what a browser is known by. */
export function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
