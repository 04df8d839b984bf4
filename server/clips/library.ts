import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import PQueue from 'p-queue';
import { linkFile } from '../link-file.ts';
import type { PageQuery, Store } from '../store/store.ts';

/** A finished clip; its file is `{clipsPath}/{id}.mp4`, its poster `{clipsPath}/{id}.jpg`. */
export interface Clip {
  id: string;
  /** Whose screen it shows. */
  ownerId: string;
  requesterId: string;
  guildId: string;
  channelId: string;
  /** Empty when nobody gave one. */
  title: string;
  /** The range it shows, ms since the epoch. */
  fromMs: number;
  toMs: number;
  durationMs: number;
  bytes: number;
  width: number;
  height: number;
  createdAtMs: number;
  /** Public: members of its server may watch it. */
  visibility: 'private' | 'public';
  /** It has one already. */
  poster?: true;
  /** Where it was posted, oldest first. */
  posted?: ClipPost[];
  /** Goes by itself then, ms since the epoch; absent: stays until it is deleted. */
  expiresAtMs?: number;
}

/** One place where a clip was posted. */
export interface ClipPost {
  to: 'channel' | 'dm';
  /** Discord's, of the message. */
  guildId: string;
  channelId: string;
  messageId: string;
  as: 'file' | 'link';
  /** ms since the epoch. */
  atMs: number;
}

/** What of a clip can change once it is made. */
export type ClipChange = Partial<Pick<Clip, 'title' | 'visibility' | 'posted' | 'expiresAtMs'>>;

/** `clips:user:{ownerId}` or `clips:guild:{guildId}`: clips by the time they were made. */
export type ClipList = `clips:${'user' | 'guild'}:${string}`;

export interface ClipLibrary {
  /** Adds a clip or replaces its record. Its file has to lie there already. */
  save(clip: Clip): Promise<void>;
  get(id: string): Promise<Clip | undefined>;
  /** @returns the clip as it is from now on; undefined when it is gone */
  change(id: string, change: (clip: Clip) => ClipChange): Promise<Clip | undefined>;
  /** A page may hold fewer clips than `limit` although there is a cursor. */
  page(list: ClipList, query: PageQuery): Promise<{ clips: Clip[]; cursor?: string }>;
  /** Files and record. One that isn't there is no error; after a failure it can be asked for again. */
  remove(id: string): Promise<void>;
  /** Absolute path. @throws Error when the id can't be one */
  file(id: string): string;
  posterFile(id: string): string;
  /** Keeps a JPEG as the clip's poster. @returns false when the clip is gone */
  addPoster(id: string, file: string): Promise<boolean>;
}

export function createClipLibrary({
  store,
  clipsPath,
}: {
  store: Store;
  clipsPath: string;
}): ClipLibrary {
  const records = store.records<Clip>('clips');
  const { index } = store;
  // What changes a clip while it is being removed must not bring it back.
  const turns = new PQueue({ concurrency: 1 });

  function place(id: string, extension: string): string {
    if (!/^[\w-]{1,64}$/.test(id)) throw new Error(`"${id}" is not a clip's id`);
    return join(clipsPath, `${id}.${extension}`);
  }
  const file = (id: string) => place(id, 'mp4');
  const posterFile = (id: string) => place(id, 'jpg');

  return {
    file,
    posterFile,
    get: (id) => records.get(id),

    async save(clip) {
      file(clip.id);
      // Lists first: a member without a record is passed over, a record in no list would be lost from sight.
      for (const list of listsOf(clip)) await index.add(list, clip.id, clip.createdAtMs);
      await records.set(clip.id, clip);
    },

    async page(list, query) {
      const { members, cursor } = await index.page(list, { newestFirst: true, ...query });
      const ids = members.map(({ member }) => member);
      const found = ids.length > 0 ? await records.get(ids) : [];
      return { clips: found.filter((clip) => clip !== undefined), ...(cursor && { cursor }) };
    },

    change: (id, change) =>
      turns.add(async () => {
        const clip = await records.get(id);
        if (!clip) return undefined;
        const changed = { ...clip, ...change(clip) };
        await records.set(id, changed);
        return changed;
      }),

    addPoster: (id, made) =>
      turns.add(async () => {
        const clip = await records.get(id);
        if (!clip) return false;
        await linkFile(made, posterFile(id));
        await records.set(id, { ...clip, poster: true });
        return true;
      }),

    remove: (id) =>
      turns.add(async () => {
        // The files first: whatever comes between, what was deleted is gone, and the record lets one try again.
        await rm(file(id), { force: true });
        await rm(posterFile(id), { force: true });
        const clip = await records.get(id);
        if (!clip) return;
        for (const list of listsOf(clip)) await index.remove(list, id);
        await records.delete(id);
      }),
  };
}

function listsOf({ ownerId, guildId }: Clip): ClipList[] {
  return [`clips:user:${ownerId}`, `clips:guild:${guildId}`];
}
