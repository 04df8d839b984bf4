import PQueue from 'p-queue';
import type { Store } from '../store/store.ts';
import type { Language } from '../words/words.ts';

/** What those who manage a server have settled for it. */
export type ServerSettingsRoom = ReturnType<typeof createServerSettings>;

export interface ServerSettings {
  /** Roles that may share, clip, and delete others' clips there. Empty: everybody; of deleting, nobody. */
  shareRoles: string[];
  clipRoles: string[];
  deleteRoles: string[];
  /** Where Hindsight may be used; empty: everywhere. */
  channels: string[];
  /** How far back one can clip, ms; null: as far as the installation allows. */
  windowMs: number | null;
  /** How clips come into its channels where their order does not say. */
  delivery: 'upload' | 'link';
  /** How long posted clips stay in their owner's library, ms; null: as the installation says. */
  postedKeptMs: number | null;
  /** What all clips of the server may take, bytes; null: as much as there is. */
  quotaBytes: number | null;
  /** Of what everybody reads; null: the server's own language on Discord. */
  language: Language | null;
}

const SERVER_DEFAULTS: ServerSettings = {
  ...{ shareRoles: [], clipRoles: [], deleteRoles: [], channels: [] },
  ...{ windowMs: null, delivery: 'upload', postedKeptMs: null, quotaBytes: null, language: null },
};

/** Servers that keep less than the installation does, by how far back they go, ms. */
const SHORT_WINDOWS = 'servers:short-window';
const MOST_SERVERS = 10_000;

export function createServerSettings(store: Store) {
  const records = store.records<Partial<ServerSettings>>('server-settings');
  // One at a time: each reads, then writes.
  const turns = new PQueue({ concurrency: 1 });

  const of = async (guildId: string): Promise<ServerSettings> => ({
    ...SERVER_DEFAULTS,
    ...(await records.get(guildId)),
  });

  return {
    of,

    /** @returns all of them, as they are now */
    change: (guildId: string, change: Partial<ServerSettings>): Promise<ServerSettings> =>
      turns.add(async () => {
        const changed = { ...(await of(guildId)), ...change };
        // First the list: a member whose record says otherwise is passed over.
        if (changed.windowMs !== null) {
          await store.index.add(SHORT_WINDOWS, guildId, changed.windowMs);
        }
        await records.set(guildId, changed);
        if (changed.windowMs === null) await store.index.remove(SHORT_WINDOWS, guildId);
        return changed;
      }),

    /** Ids of the servers with a window of their own. */
    async withOwnWindow(): Promise<string[]> {
      const { members } = await store.index.page(SHORT_WINDOWS, { limit: MOST_SERVERS });
      return members.map(({ member }) => member);
    },

    forget: (guildId: string): Promise<void> =>
      turns.add(async () => {
        await records.delete(guildId);
        await store.index.remove(SHORT_WINDOWS, guildId);
      }),
  };
}
