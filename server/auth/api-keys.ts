import { randomUUID } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import PQueue from 'p-queue';
import { UserError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import { createEndings } from './endings.ts';

/** Personal keys of the HTTP API, for hotkeys and Stream Decks: a signed token that names a record. */
export type ApiKeys = ReturnType<typeof createApiKeys>;

export interface ApiKey {
  id: string;
  /** Discord user id of its owner, for whom it speaks. */
  userId: string;
  /** What its owner calls it; unique among theirs. */
  name: string;
  /** ms since the epoch, as are all times here. */
  createdAtMs: number;
  expiresAtMs: number;
  /** To the minute; null before its first use. */
  lastUsedAtMs: number | null;
}

export const KEY_LIFE_MS = 365 * 24 * 3600_000;
export const MAX_KEYS = 10;
const AUDIENCE = 'api';
/** The last use is written down so often at most. */
const USE_GRAIN_MS = 60_000;

export function createApiKeys(store: Store, secret: string, now = Date.now) {
  const records = store.records<Omit<ApiKey, 'lastUsedAtMs'>>('api-keys');
  // Apart from the key itself: a use that is written down late must not bring a revoked key back.
  const uses = store.records<number>('api-key-uses');
  const signingKey = new TextEncoder().encode(secret);
  const listOf = (userId: string) => `api-keys:user:${userId}`;
  const revocations = createEndings<null>(store, 'keys-revoked');
  // One at a time: each looks at all of a person's keys, then writes.
  const turns = new PQueue({ concurrency: 1 });

  async function list(userId: string): Promise<ApiKey[]> {
    const { members } = await store.index.page(listOf(userId), { limit: 1000 });
    const found = await Promise.all(
      members.map(async ({ member }) => {
        const [key, lastUsedAtMs] = await Promise.all([records.get(member), uses.get(member)]);
        if (key) return { ...key, lastUsedAtMs: lastUsedAtMs ?? null };
        await store.index.remove(listOf(userId), member);
        return [];
      }),
    );
    return found.flat();
  }

  return {
    /** A person's keys, oldest first. */
    list,

    /**
     * @returns the key and its token, which is kept nowhere and can't be shown again
     * @throws UserError when the name is taken or there are too many
     */
    create: (userId: string, name: string): Promise<{ key: ApiKey; token: string }> =>
      turns.add(async () => {
        const mine = await list(userId);
        if (mine.some((key) => key.name.toLowerCase() === name.toLowerCase())) {
          throw new UserError((words) => words.keys.taken(name));
        }
        if (mine.length >= MAX_KEYS) {
          throw new UserError((words) => words.keys.tooMany(MAX_KEYS));
        }
        const createdAtMs = now();
        const expiresAtMs = createdAtMs + KEY_LIFE_MS;
        const key = { id: randomUUID(), userId, name, createdAtMs, expiresAtMs };
        await records.set(key.id, key, KEY_LIFE_MS);
        await store.index.add(listOf(userId), key.id, createdAtMs);
        const token = await new SignJWT()
          .setProtectedHeader({ alg: 'HS256' })
          .setJti(key.id)
          .setSubject(userId)
          .setAudience(AUDIENCE)
          .setIssuedAt(new Date(createdAtMs))
          .setExpirationTime(new Date(expiresAtMs))
          .sign(signingKey);
        return { key: { ...key, lastUsedAtMs: null }, token };
      }),

    /**
     * Ends a key at once, with everything that is open by it.
     * @param idOrName of one of this person's keys
     * @throws UserError (404) when they have no such key
     */
    revoke: (userId: string, idOrName: string): Promise<ApiKey> =>
      turns.add(async () => {
        const wanted = idOrName.toLowerCase();
        const mine = await list(userId);
        const key =
          mine.find(({ id }) => id === wanted) ??
          mine.find(({ name }) => name.toLowerCase() === wanted);
        if (!key) {
          const called = idOrName.slice(0, 40);
          throw new UserError((words) => words.keys.noSuch(called), { status: 404 });
        }
        await records.delete(key.id);
        await store.index.remove(listOf(userId), key.id);
        await uses.delete(key.id);
        await revocations.tell(key.id, null);
        return key;
      }),

    /** @throws UserError (401) when the token is forged, too old or has been revoked */
    async read(token: string): Promise<ApiKey> {
      const key = await verify(token).then(
        (id) => records.get(id),
        () => undefined,
      );
      if (!key) {
        throw new UserError((words) => words.keys.invalid, { status: 401 });
      }
      const lastUsedAtMs = (await uses.get(key.id)) ?? 0;
      if (now() - lastUsedAtMs >= USE_GRAIN_MS) {
        await uses.set(key.id, now(), Math.max(1, key.expiresAtMs - now()));
      }
      return { ...key, lastUsedAtMs: now() };
    },

    /** Calls back once the key is revoked. @returns a function that takes this back */
    onRevoke: revocations.on,
  };

  async function verify(token: string): Promise<string> {
    const { payload } = await jwtVerify(token, signingKey, {
      algorithms: ['HS256'],
      audience: AUDIENCE,
      requiredClaims: ['exp', 'jti'],
      currentDate: new Date(now()),
    });
    return payload.jti ?? '';
  }
}
