import { randomUUID } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { UserError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import type { Identity } from './identity.ts';

/** Who is signed in on the pages: a signed token that names a record, which ends when it's deleted. */
export type Sessions = ReturnType<typeof createSessions>;

export const SESSION_LIFE_MS = 12 * 3600_000;

export function createSessions(store: Store, secret: string) {
  const records = store.records<Identity>('sessions');
  const key = new TextEncoder().encode(secret);

  async function sessionId(token: string): Promise<string> {
    const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'], audience: 'pages' });
    return payload.jti ?? '';
  }

  return {
    /** @returns the token: a cookie's value, or a Bearer token of the API */
    async create(identity: Identity): Promise<string> {
      const id = randomUUID();
      await records.set(id, identity, SESSION_LIFE_MS);
      return new SignJWT()
        .setProtectedHeader({ alg: 'HS256' })
        .setJti(id)
        .setSubject(identity.user.id)
        .setAudience('pages')
        .setExpirationTime(new Date(Date.now() + SESSION_LIFE_MS))
        .sign(key);
    },

    /** @throws UserError (401) when the token is forged, too old or has been ended */
    async read(token: string): Promise<Identity> {
      const id = await sessionId(token).catch(() => '');
      const identity = id === '' ? undefined : await records.get(id);
      if (identity) return identity;
      throw new UserError('You are not signed in. Type /replay start in Discord for a link.', {
        status: 401,
      });
    },

    async end(token: string): Promise<void> {
      const id = await sessionId(token).catch(() => '');
      if (id !== '') await records.delete(id);
    },
  };
}
