import PQueue from 'p-queue';
import { BucketAway } from '../storage/bucket.ts';
import type { Store } from '../store/store.ts';
import { type Changing, createChanging } from './changing.ts';
import { type Clip, type ClipChange, shownIn } from './clip.ts';
import { fileNameOf } from './file-name.ts';
import type { ClipFiles } from './files.ts';
import { createLocalClipFiles } from './files-local.ts';
import { type ClipQuery, type Facets, findClips, findFacets } from './find.ts';
import { createListing } from './listing.ts';
import {
  BUTTONS_DUE,
  buttonsMember,
  copiesOf,
  DELETED,
  EXPIRING,
  expiringOf,
  listOf,
  PUBLIC_GUILDS,
  type Shelf,
  shelfOf,
  sizesOf,
} from './lists.ts';

export type { Clip, ClipChange, ClipMark, ClipPost } from './clip.ts';

/** What a person's clips take, and which go first. */
export interface ClipUsage {
  clips: number;
  bytes: number;
  /** By when they go, soonest first. */
  expiring: Clip[];
}

export interface ClipLibrary {
  /** Adds a clip or replaces its record. Its file has to lie there already. */
  save(clip: Clip): Promise<void>;
  /** Undefined for one that was deleted, also while it can be restored. */
  get(id: string): Promise<Clip | undefined>;
  /** @returns the clip as it is from now on; undefined when it is gone */
  change(id: string, change: (clip: Clip) => ClipChange): Promise<Clip | undefined>;
  /** See find.ts. */
  find(shelves: Shelf[], query: ClipQuery): Promise<{ clips: Clip[]; cursor?: string }>;
  facets(shelves: Shelf[]): Promise<Facets>;
  /** Ids of servers that have public clips, those with the newest first. */
  publicGuilds(limit: number): Promise<string[]>;
  usage(ownerId: string): Promise<ClipUsage>;
  /** What all clips of a server take. */
  bytesOfGuild(guildId: string): Promise<number>;
  /** Removes all clips of a server. */
  removeGuild(guildId: string): Promise<void>;
  /** Clips that others keep of this person's screen, at most so many. */
  copiesOf(sharerId: string, limit: number): Promise<Clip[]>;
  /** Removes those, also those that could be restored. @returns the records of those that were shown */
  removeCopies(sharerId: string): Promise<Clip[]>;
  /** Removes all clips of a person, also those that could be restored. @returns the records of those that were shown */
  removeOwner(ownerId: string): Promise<Clip[]>;
  /**
   * From now on it is nowhere, and for UNDO_MS it can be restored. Once more changes nothing.
   * @returns until when, ms since the epoch; undefined when it is gone
   */
  hide(id: string): Promise<number | undefined>;
  /** One that was hidden and can be restored. */
  hidden(id: string): Promise<Clip | undefined>;
  /** @returns undefined when it is gone, or hidden for too long */
  restore(id: string): Promise<Clip | undefined>;
  /** Files and record. One that isn't there is no error; while the bucket is away it is gone from sight until it is removed. */
  remove(id: string): Promise<void>;
  /** Removes it if it was hidden for long enough or has expired. @returns whether it did */
  removeIfDue(id: string): Promise<boolean>;
  /**
   * Finishes what processes that died have begun to change.
   * @param quietMs where others may be at work: only what was begun so long ago
   */
  finishChanges(quietMs?: number): Promise<void>;
  /** Puts it into the lists that it belongs to, where an older version did not. */
  relist(id: string): Promise<void>;
  /** Where the files of clips lie. */
  files: ClipFiles;
  /** Of those in a local folder, for tools and tests. @throws Error where there are none, or for a strange id */
  file(id: string): string;
  posterFile(id: string): string;
  /** Keeps a JPEG as the clip's poster. @returns false when the clip is gone */
  addPoster(id: string, file: string): Promise<boolean>;
}

/** Who deletes a clip can have it back for so long. */
export const UNDO_MS = 60_000;
const MOST_EXPIRING = 10;

/** As it is kept: hidden since then, ms since the epoch, when it was deleted. */
type Kept = Clip & { deletedAtMs?: number };

export function createClipLibrary({
  store,
  clipsPath,
  files = createLocalClipFiles(clipsPath),
  now = Date.now,
}: {
  store: Store;
  clipsPath: string;
  files?: ClipFiles;
  now?: () => number;
}): ClipLibrary {
  const records = store.records<Kept>('clips');
  const { index } = store;
  const listing = createListing(index);
  const changing = createChanging(index, now);
  // What changes a clip while it is being removed must not bring it back, and lists must not miss a change.
  const turns = new PQueue({ concurrency: 1 });

  async function shown(id: string): Promise<Clip | undefined> {
    const clip = await records.get(id);
    return clip?.deletedAtMs === undefined ? clip : undefined;
  }

  /** The record is what counts: whatever comes between leaves a clip that is found as it says, or nowhere. */
  async function write(clip: Clip, before: Kept | undefined): Promise<void> {
    const listed = before?.deletedAtMs === undefined ? before : undefined;
    if (!listing.differs(clip, listed)) return void (await records.set(clip.id, clip));
    await changing.during({ id: clip.id, before: listed, after: clip }, () => put(clip, listed));
  }

  async function put(clip: Clip, listed: Clip | undefined): Promise<void> {
    await listing.add(clip, listed);
    await records.set(clip.id, clip);
    if (listed) await listing.remove(listed, clip);
  }

  async function erase(id: string, clip: Kept | undefined): Promise<void> {
    if (!clip) return removeRest(id);
    await changing.during({ id, before: clip, isErased: true }, async () => {
      // The files first: whatever comes between, what was deleted is gone, and the record lets one try again.
      await files.remove(id);
      await listing.removeShown(clip);
      await lookAtButtons(clip);
      await records.delete(id);
      await notDue(id, DELETED, EXPIRING);
    });
  }

  /** Of one that has no record. */
  async function removeRest(id: string): Promise<void> {
    await files.remove(id);
    await notDue(id, DELETED, EXPIRING);
  }

  async function finish({ id, before, after, isErased }: Changing): Promise<void> {
    const clip = await records.get(id);
    if (isErased && clip) return erase(id, clip);
    const isShown = clip !== undefined && clip.deletedAtMs === undefined;
    const places = [before, after].filter((place) => place !== undefined);
    await listing.repair(isShown ? clip : undefined, places);
    if (isShown || !clip) await notDue(id, DELETED);
    if (clip) await lookAtButtons(clip);
  }

  /**
   * While the bucket is away it is gone from sight, for good, and a later cleaning removes the rest.
   * @param tried notes that the bucket is away, so that not each of many waits for it
   */
  async function eraseOrHide(id: string, clip: Kept, tried: { isAway: boolean }): Promise<void> {
    try {
      if (!tried.isAway) return await erase(id, clip);
    } catch (error) {
      if (!(error instanceof BucketAway)) throw error;
      tried.isAway = true;
    }
    // One that is due stays where it is in the list that may just be gone through.
    if (clip.deletedAtMs !== undefined && undoUntilMs(clip) <= now()) return;
    await hideKept({ ...clip, deletedAtMs: now() - UNDO_MS }, clip);
  }

  async function hideKept(deleted: Kept, clip: Kept): Promise<void> {
    const before = clip.deletedAtMs === undefined ? clip : undefined;
    await changing.during({ id: clip.id, before }, async () => {
      // First the list by which it is removed in the end; a member that isn't hidden is dropped from it again.
      await index.add(DELETED, deleted.id, undoUntilMs(deleted));
      await records.set(deleted.id, deleted);
      if (before) await listing.remove(before);
      await lookAtButtons(clip);
    });
  }

  /** Those of a list that are meant, one after the other. @returns their records */
  async function removeAll(
    list: string,
    isMeant: (clip: Clip) => boolean,
    tried = { isAway: false },
  ): Promise<Clip[]> {
    const removed: Clip[] = [];
    let cursor: string | undefined;
    do {
      const page = await index.page(list, { limit: 100, cursor });
      for (const { member } of page.members) {
        await turns.add(async () => {
          const clip = await records.get(member);
          if (!clip) return void (await index.remove(list, member));
          if (!isMeant(clip)) return;
          await eraseOrHide(member, clip, tried);
          removed.push(clip);
        });
      }
      cursor = page.cursor;
    } while (cursor);
    return removed;
  }

  const notDue = (id: string, ...lists: string[]) =>
    index.update({ remove: lists.map((list) => ({ list, member: id })) });

  /** It comes or goes: so do the buttons below its messages. */
  async function lookAtButtons({ id, posted = [] }: Clip): Promise<void> {
    const place = { list: BUTTONS_DUE, score: now() };
    await index.update({
      add: posted.map((post) => ({ ...place, member: buttonsMember({ id }, post) })),
    });
  }

  const undoUntilMs = (clip: Kept) => (clip.deletedAtMs ?? Number.NEGATIVE_INFINITY) + UNDO_MS;

  async function hidden(id: string): Promise<Clip | undefined> {
    const clip = await records.get(id);
    if (!clip || undoUntilMs(clip) <= now()) return undefined;
    const { deletedAtMs: _, ...restored } = clip;
    return restored;
  }

  return {
    files,
    file: (id) => files.localFile(id, 'mp4'),
    posterFile: (id) => files.localFile(id, 'jpg'),
    get: shown,
    hidden,
    find: (shelves, query) => findClips({ index, records }, shelves, query),
    facets: (shelves) => findFacets(index, shelves),

    async publicGuilds(limit) {
      const { members } = await index.page(PUBLIC_GUILDS, { limit, newestFirst: true });
      return members.map(({ member }) => member);
    },

    async save(clip) {
      fileNameOf(clip.id, 'mp4');
      await turns.add(async () => write(clip, await records.get(clip.id)));
    },

    change: (id, change) =>
      turns.add(async () => {
        const clip = await shown(id);
        if (!clip) return undefined;
        const changed = { ...clip, ...change(clip) };
        await write(changed, clip);
        return changed;
      }),

    async usage(ownerId) {
      const query = { limit: MOST_EXPIRING };
      const { members } = await index.page(expiringOf(ownerId), query);
      const expiring = await Promise.all(members.map(({ member }) => shown(member)));
      return {
        clips: await index.count(shelfOf(ownerId)),
        bytes: await index.sum(listOf(shelfOf(ownerId), 'largest')),
        expiring: expiring.filter((clip) => clip !== undefined),
      };
    },

    bytesOfGuild: (guildId) => index.sum(sizesOf(guildId)),

    async removeGuild(guildId) {
      const tried = { isAway: false };
      await removeAll(sizesOf(guildId), () => true, tried);
      await removeAll(DELETED, (clip) => clip.guildId === guildId, tried);
    },

    async copiesOf(sharerId, limit) {
      const { members } = await index.page(copiesOf(sharerId), { limit });
      const found = await Promise.all(members.map(({ member }) => shown(member)));
      return found.filter((clip) => clip !== undefined);
    },

    async removeCopies(sharerId) {
      const tried = { isAway: false };
      const removed = await removeAll(copiesOf(sharerId), () => true, tried);
      await removeAll(DELETED, (clip) => isCopyOf(clip, sharerId), tried);
      return removed;
    },

    async removeOwner(ownerId) {
      const tried = { isAway: false };
      const removed = await removeAll(shelfOf(ownerId), () => true, tried);
      await removeAll(DELETED, (clip) => clip.ownerId === ownerId, tried);
      return removed;
    },

    async addPoster(id, made) {
      if (!(await records.get(id))) return false;
      // Where it goes up to a bucket, others' changes don't wait for it.
      await files.put(id, 'jpg', made);
      return turns.add(async () => {
        const clip = await records.get(id);
        if (clip) await records.set(id, { ...clip, poster: true });
        else await files.removePoster(id);
        return clip !== undefined;
      });
    },

    hide: (id) =>
      turns.add(async () => {
        const clip = await records.get(id);
        if (!clip) return undefined;
        if (clip.deletedAtMs !== undefined) {
          return (await hidden(id)) && undoUntilMs(clip);
        }
        const deleted: Kept = { ...clip, deletedAtMs: now() };
        await hideKept(deleted, clip);
        return undoUntilMs(deleted);
      }),

    restore: (id) =>
      turns.add(async () => {
        const clip = (await shown(id)) ?? (await hidden(id));
        if (!clip) return undefined;
        await changing.during({ id, after: clip }, async () => {
          await put(clip, undefined);
          await notDue(id, DELETED);
          await lookAtButtons(clip);
        });
        return clip;
      }),

    remove: (id) =>
      turns.add(async () => {
        const clip = await records.get(id);
        if (clip) await eraseOrHide(id, clip, { isAway: false });
        else await erase(id, undefined);
      }),

    removeIfDue: (id) =>
      turns.add(async () => {
        const clip = await records.get(id);
        const wasHidden = clip?.deletedAtMs !== undefined;
        const endsMs = clip && (wasHidden ? undoUntilMs(clip) : clip.expiresAtMs);
        if (!clip || (endsMs !== undefined && endsMs <= now())) {
          await erase(id, clip);
          return clip !== undefined;
        }
        // What was restored, or kept, by a process that died in the middle of it.
        if (!wasHidden) await notDue(id, DELETED);
        if (wasHidden || clip.expiresAtMs === undefined) await notDue(id, EXPIRING);
        return false;
      }),

    finishChanges: (quietMs = 0) =>
      changing.left(quietMs, (change) => turns.add(() => finish(change))),

    relist: (id) =>
      turns.add(async () => {
        const clip = await shown(id);
        if (!clip) return;
        await listing.add(clip);
        await index.remove(`clips:guild:${clip.guildId}`, id);
      }),
  };
}

function isCopyOf(clip: Clip, sharerId: string): boolean {
  return shownIn(clip) === sharerId && clip.ownerId !== sharerId;
}
