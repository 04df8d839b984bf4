import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { linkFile } from '../link-file.ts';
import type { Log } from '../log.ts';
import { type Bucket, BucketAway, BucketRefused } from '../storage/bucket.ts';
import { clipIdOf, fileNameOf, MIME_TYPES } from './file-name.ts';
import type { ClipFileKind, ClipFiles } from './files.ts';
import { createRecentFiles } from './recent-files.ts';

/** Before the keys of all their files. */
export const CLIPS = 'clips/';
/** A player that was paused for longer asks for the clip anew; whom it was taken from has it no longer than this. */
const ADDRESS_LIFE_MS = 15 * 60_000;
/** Uploads that old are nobody's any more. */
const ABANDONED_MS = 24 * 3600_000;

/** Clips in a bucket: all servers see the same ones, and browsers get them from there. */
export async function createBucketClipFiles(parts: {
  bucket: Bucket;
  recentPath: string;
  log: Log;
  addressLifeMs?: number;
}): Promise<ClipFiles> {
  const { bucket, recentPath, log, addressLifeMs = ADDRESS_LIFE_MS } = parts;
  const recent = createRecentFiles(recentPath);
  const keyOf = (id: string, kind: ClipFileKind) => CLIPS + fileNameOf(id, kind);

  async function orTold<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (err) {
      if (!(err instanceof BucketAway || err instanceof BucketRefused)) throw err;
      log.error({ err }, 'the bucket for clips can not be used');
      throw new UserError((words) => words.clips.storageAway, { status: 503, cause: err });
    }
  }

  async function hold(id: string, folder: string): Promise<string> {
    await mkdir(folder, { recursive: true });
    const held = join(folder, 'clip.mp4');
    // Nearly always a clip is posted right after it was made: it need not come down again.
    if (await recent.link(fileNameOf(id, 'mp4'), held)) return held;
    if (await orTold(bucket.fetch(keyOf(id, 'mp4'), held))) return held;
    throw Object.assign(new Error(`clip ${id} is not in the bucket`), { code: 'ENOENT' });
  }

  return {
    hold,
    reach: hold,
    // What is signed is not asked for, so this works while the bucket is away.
    origin: new URL(await bucket.signedUrl(CLIPS, { lifeMs: 1000, type: 'video/mp4' })).origin,

    async put(id, kind, file, signal) {
      const options = { type: MIME_TYPES[kind], ...(signal && { signal }) };
      await orTold(bucket.put(keyOf(id, kind), { file }, options));
      if (kind === 'mp4') await recent.keep(fileNameOf(id, kind), file);
    },

    copy: (fromId, toId) => orTold(bucket.copy(keyOf(fromId, 'mp4'), keyOf(toId, 'mp4'))),

    async remove(id) {
      await recent.drop(fileNameOf(id, 'mp4'));
      await bucket.remove([keyOf(id, 'mp4'), keyOf(id, 'jpg')]);
    },

    removePoster: (id) => bucket.remove([keyOf(id, 'jpg')]),

    async place(id, kind, { fileName, head = false } = {}) {
      const options = { lifeMs: addressLifeMs, type: MIME_TYPES[kind], head };
      const saved = fileName ? { fileName } : {};
      return { url: await bucket.signedUrl(keyOf(id, kind), { ...options, ...saved }) };
    },

    async *ids() {
      for await (const { key } of bucket.list(CLIPS)) {
        const id = clipIdOf(key.slice(CLIPS.length));
        if (id !== undefined) yield id;
      }
    },

    // Others may be uploading right now; a bucket that is away keeps nobody from starting.
    sweep: () =>
      bucket.abandonUploads(CLIPS, Date.now() - ABANDONED_MS).catch((err) => {
        log.warn({ err }, 'uploads that were never finished stay in the bucket for now');
      }),

    localFile() {
      throw new Error('clips lie in a bucket, not in local files');
    },
  };
}
