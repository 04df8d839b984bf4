import type { ClipLibrary } from '../clips/library.ts';
import type { Consents } from '../consent/consents.ts';
import type { Log } from '../log.ts';
import type { Shares } from '../shares/shares.ts';
import type { Store } from '../store/store.ts';
import type { ServerSettingsRoom } from './server-settings.ts';

/** Servers that the bot was removed from: after a grace, what was kept for them is deleted. */
export type RemovedServers = ReturnType<typeof createRemovedServers>;

export const GRACE_MS = 7 * 24 * 3600_000;
/** Where the bot is, as far as it was told, by since when; and what goes, by when. */
const KNOWN = 'servers:known';
const REMOVED = 'servers:removed';
const AT_ONCE = 100;

export function createRemovedServers(parts: {
  store: Store;
  servers: Pick<ServerSettingsRoom, 'forget'>;
  clips: Pick<ClipLibrary, 'removeGuild'>;
  consents: Pick<Consents, 'forgetServer'>;
  shares: Pick<Shares, 'forgetGuild'>;
  log: Log;
  now?: () => number;
}) {
  const { store, servers, clips, consents, shares, log, now = Date.now } = parts;
  const { index } = store;

  async function all(list: string, to?: number): Promise<string[]> {
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await index.page(list, { limit: AT_ONCE, cursor, ...(to && { to }) });
      ids.push(...page.members.map(({ member }) => member));
      cursor = page.cursor;
    } while (cursor);
    return ids;
  }

  async function removed(guildId: string): Promise<void> {
    await index.add(REMOVED, guildId, now() + GRACE_MS);
    await index.remove(KNOWN, guildId);
    log.info({ guildId }, 'the bot was removed from a server');
  }

  async function there(guildId: string): Promise<void> {
    await index.update({
      add: [{ list: KNOWN, member: guildId, score: now() }],
      remove: [{ list: REMOVED, member: guildId }],
    });
  }

  return {
    removed,
    there,
    /** Whether the bot was there once, and is no more. */
    isRemoved: async (guildId: string) => (await all(REMOVED)).includes(guildId),

    /**
     * All servers that the bot is on, also those that are out of sight: from the others it was removed unseen.
     * @param wouldKnow false for those of which another process hears
     */
    async only(guildIds: string[], wouldKnow = (_guildId: string) => true): Promise<void> {
      const isThere = new Set(guildIds);
      for (const known of await all(KNOWN)) {
        if (!isThere.has(known) && wouldKnow(known)) await removed(known);
      }
      for (const guildId of guildIds) await there(guildId);
    },

    /** Deletes what was kept for servers whose grace is over. @returns their ids; only that in a rehearsal */
    async clean(dryRun = false): Promise<string[]> {
      const due = await all(REMOVED, now());
      for (const guildId of dryRun ? [] : due) {
        await clips.removeGuild(guildId);
        await consents.forgetServer(guildId);
        await shares.forgetGuild(guildId);
        await servers.forget(guildId);
        // Last: what is broken off is gone on with.
        await index.remove(REMOVED, guildId);
        log.info({ guildId }, 'what was kept for a server that the bot has left is deleted');
      }
      return due;
    },
  };
}
