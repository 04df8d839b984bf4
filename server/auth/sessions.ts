import { randomUUID } from 'node:crypto';
import PQueue from 'p-queue';
import { UserError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import { createEndings } from './endings.ts';
import type { Identity, Named } from './identity.ts';
import { firstRotation, type Rotation, rotate } from './rotation.ts';
import { createSessionTokens } from './session-token.ts';

/** Who is signed in on the pages: a signed token in a cookie that names a record, which can be ended. */
export type Sessions = ReturnType<typeof createSessions>;

export interface Session {
  id: string;
  identity: Identity;
  /** Takes the place of the token that was shown, in the browser that showed it; null: keep that. */
  renewed: string | null;
}

interface SessionRecord {
  identity: Identity;
  createdAtMs: number;
  /** To the minute. */
  usedAtMs: number;
  rotation: Rotation;
}

/** A session ends so long after signing in, ms, ... */
export const SESSION_LIFE_MS = 7 * 24 * 3600_000;
/** ... or after nothing was asked with it for so long. */
export const SESSION_IDLE_MS = 24 * 3600_000;
/** Of one person; the oldest make room. */
export const MAX_SESSIONS = 50;
const USE_GRAIN_MS = 60_000;

export function createSessions(store: Store, secret: string, now = Date.now) {
  const records = store.records<SessionRecord>('page-sessions');
  const tokens = createSessionTokens(secret, now);
  const listOf = (userId: string) => `page-sessions:user:${userId}`;
  const endings = createEndings<boolean>(store, 'sessions-ended');
  // Each reads, then writes: a use that is written down late must not bring an ended session back.
  const turns = new PQueue({ concurrency: 1 });

  const lifeLeft = ({ createdAtMs, usedAtMs }: SessionRecord) =>
    Math.min(createdAtMs + SESSION_LIFE_MS, usedAtMs + SESSION_IDLE_MS) - now();

  async function get(id: string): Promise<SessionRecord | undefined> {
    const record = await records.get(id);
    return record && lifeLeft(record) > 0 ? record : undefined;
  }

  const put = (id: string, record: SessionRecord) => records.set(id, record, lifeLeft(record));

  const sign = (id: string, { createdAtMs, rotation }: SessionRecord) =>
    tokens.sign({ sessionId: id, number: rotation.given }, createdAtMs + SESSION_LIFE_MS);

  async function forget(id: string, userId: string, isReplaced = false): Promise<void> {
    await records.delete(id);
    await store.index.remove(listOf(userId), id);
    await endings.tell(id, isReplaced);
  }

  /** Ends the oldest until there is room, and forgets those that ended by themselves. */
  async function makeRoom(userId: string): Promise<void> {
    const list = listOf(userId);
    const { members } = await store.index.page(list, { limit: 1000, newestFirst: true });
    const over = members.filter(
      ({ score }, place) => place >= MAX_SESSIONS - 1 || score <= now() - SESSION_LIFE_MS,
    );
    for (const { member } of over) await forget(member, userId);
  }

  /** Writes down that a token was shown. @returns undefined when the session is over */
  const noteUse = (id: string, number: number): Promise<Session | undefined> =>
    turns.add(async () => {
      const record = await get(id);
      if (!record) return undefined;
      const rotation = rotate(record.rotation, number, now());
      if (!rotation) {
        await forget(id, record.identity.user.id);
        throw new UserError((words) => words.signIn.replayed, { status: 401 });
      }
      const used = { ...record, rotation, usedAtMs: now() };
      await put(id, used);
      const isNew = rotation.given > record.rotation.given;
      return { id, identity: record.identity, renewed: isNew ? await sign(id, used) : null };
    });

  /** @param successorId the person who signed in in the same browser just then */
  const end = (id: string, successorId?: string): Promise<void> =>
    turns.add(async () => {
      const record = await records.get(id);
      if (!record) return;
      const userId = record.identity.user.id;
      await forget(id, userId, userId === successorId);
    });

  return {
    /** @returns the token, a cookie's value */
    create: (identity: Identity): Promise<string> =>
      turns.add(async () => {
        await makeRoom(identity.user.id);
        const id = randomUUID();
        const createdAtMs = now();
        const rotation = firstRotation(createdAtMs);
        const record = { identity, createdAtMs, usedAtMs: createdAtMs, rotation };
        await put(id, record);
        await store.index.add(listOf(identity.user.id), id, createdAtMs);
        return sign(id, record);
      }),

    /**
     * Whose token this is. Counts as a use.
     * @throws UserError (401) when it is forged or too old, or its session was ended; a replay ends it
     */
    async read(token: string): Promise<Session> {
      const shown = await tokens.read(token);
      const record = shown && (await get(shown.sessionId));
      if (shown && record) {
        const { rotation, usedAtMs, identity } = record;
        const isNews = rotate(rotation, shown.number, now()) !== rotation;
        if (!isNews && now() - usedAtMs < USE_GRAIN_MS) {
          return { id: shown.sessionId, identity, renewed: null };
        }
        const session = await noteUse(shown.sessionId, shown.number);
        if (session) return session;
      }
      throw new UserError((words) => words.signIn.needed, { status: 401 });
    },

    /** Which channel the person shares for, from here on. */
    choose: (id: string, place: { guild: Named; channel: Named }): Promise<void> =>
      turns.add(async () => {
        const record = await get(id);
        if (record) await put(id, { ...record, identity: { ...record.identity, ...place } });
      }),

    /**
     * Ends the session that this is a token of, however old; none is no error.
     * @param successorId the person who signed in in the same browser just then
     */
    async end(token: string, successorId?: string): Promise<void> {
      const shown = await tokens.read(token);
      if (shown) await end(shown.sessionId, successorId);
    },

    /** Ends all sessions of a person, in every browser. */
    endAll: (userId: string): Promise<void> =>
      turns.add(async () => {
        const { members } = await store.index.page(listOf(userId), { limit: 1000 });
        for (const { member } of members) await forget(member, userId);
      }),

    isLive: async (id: string): Promise<boolean> => (await get(id)) !== undefined,

    /**
     * Calls back once the session is ended: with true where the same person has a new one in that browser.
     * @returns a function that takes this back
     */
    onEnd: endings.on,
  };
}
