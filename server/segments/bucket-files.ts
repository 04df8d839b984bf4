import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { linkFile } from '../link-file.ts';
import { RecentMap } from '../recent-map.ts';
import type { Bucket } from '../storage/bucket.ts';
import { byNumber, SEGMENTS, segmentKey, typeOf } from './bucket-keys.ts';
import { createBucketSnapshot } from './bucket-snapshot.ts';
import type { SegmentFiles, SessionFile } from './files.ts';
import { LIVE_PLAYLIST_FILE, segmentIndex } from './playlist.ts';

/** What was listed so lately is not asked for again, ms: whoever waits for a moment looks ten times a second. */
const LISTED_MS = 4000;
const FOLDERS_MS = 1000;

export interface BucketFilesOptions {
  bucket: Bucket;
  /** What the paths begin with; nothing is there. */
  segmentsPath: string;
  now?: () => number;
}

/** Sessions as objects in a bucket. Any process makes clips of them from the bucket alone. */
export function createBucketFiles(options: BucketFilesOptions): SegmentFiles {
  const { bucket, segmentsPath, now = Date.now } = options;
  const listed = new RecentMap<{ atMs: number; names: Promise<string[]> }>(LISTED_MS, now);
  const folders = new RecentMap<{ atMs: number; names: Promise<string[]> }>(FOLDERS_MS, now);
  /** When the live playlist, which only Egress writes, was missed last, by key. */
  const missed = new RecentMap<number>(LISTED_MS, now);

  function keyOf(path: string): string {
    const key = path === segmentsPath ? SEGMENTS : segmentKey(segmentsPath, path);
    if (key === null) throw new Error(`${path} is not below ${segmentsPath}`);
    return key;
  }

  function lately(
    memory: RecentMap<{ atMs: number; names: Promise<string[]> }>,
    key: string,
    lifeMs: number,
    ask: () => Promise<string[]>,
  ): Promise<string[]> {
    const known = memory.get(key);
    if (known && now() - known.atMs <= lifeMs) return known.names;
    const names = ask();
    memory.set(key, { atMs: now(), names });
    names.catch(() => memory.delete(key));
    return names;
  }

  async function details(folder: string): Promise<SessionFile[]> {
    const prefix = `${keyOf(folder)}/`;
    const files: SessionFile[] = [];
    for await (const { key, bytes, changedAtMs } of bucket.list(prefix)) {
      const name = key.slice(prefix.length);
      if (!name.includes('/')) files.push({ name, bytes, changedAtMs });
    }
    return files;
  }

  async function take(file: string, target: string): Promise<boolean> {
    const key = segmentKey(segmentsPath, file);
    if (key !== null) return bucket.fetch(key, target);
    // Held already, by a preview or an order.
    await linkFile(file, target);
    return true;
  }

  return {
    numbered(path) {
      const key = keyOf(path);
      return lately(folders, key, FOLDERS_MS, async () =>
        byNumber(await bucket.folders(`${key}/`)),
      );
    },

    async names(folder, fresh = []) {
      const key = keyOf(folder);
      const names = await lately(listed, key, LISTED_MS, async () =>
        (await details(folder)).map(({ name }) => name),
      );
      // The cleaner takes the oldest first: what has come since then is still there.
      const newest = Math.max(-1, ...names.map((name) => segmentIndex(name) ?? -1));
      return [...names, ...fresh.filter((name) => (segmentIndex(name) ?? -1) > newest)];
    },

    details,

    async sizes(files) {
      const sizes = new Map<string, number>();
      for (const folder of new Set(files.map((file) => dirname(file)))) {
        for (const { name, bytes } of await details(folder)) sizes.set(join(folder, name), bytes);
      }
      return files.map((file) => sizes.get(file) ?? 0);
    },

    async readText(file, knownStamp) {
      const key = keyOf(file);
      const mayLack = key.endsWith(`/${LIVE_PLAYLIST_FILE}`);
      if (mayLack && now() - (missed.get(key) ?? Number.NEGATIVE_INFINITY) <= LISTED_MS)
        return null;
      const found = await bucket.read(key, knownStamp);
      if (!found && mayLack) missed.set(key, now());
      if (!found || found === 'unchanged') return found;
      return { text: found.bytes.toString(), stamp: found.stamp };
    },

    async writeText(file, text) {
      const key = keyOf(file);
      await bucket.put(key, { bytes: Buffer.from(text) }, { type: typeOf(file) });
      listed.delete(keyOf(dirname(file)));
    },

    take,

    async reading(file, use) {
      const folder = await mkdtemp(join(tmpdir(), 'hindsight-segment-'));
      try {
        const target = join(folder, 'segment.ts');
        if (!(await take(file, target))) throw new Error(`${file} is gone`);
        return await use(target);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },

    async remove(files) {
      if (files.length > 0) await bucket.remove(files.map(keyOf));
      for (const file of files) listed.delete(keyOf(dirname(file)));
    },

    // Nobody makes folders in a bucket, nor are there any that are empty.
    changedAtMs: async () => Number.NEGATIVE_INFINITY,
    removeEmpty: async () => false,

    async removeAll(path) {
      const keys: string[] = [];
      for await (const { key } of bucket.list(`${keyOf(path)}/`)) keys.push(key);
      if (keys.length > 0) await bucket.remove(keys);
      for (const key of keys) listed.delete(key.slice(0, key.lastIndexOf('/')));
      folders.delete(keyOf(path));
    },

    async atOnce() {
      return createBucketSnapshot(createBucketFiles(options), bucket.list(`${SEGMENTS}/`), keyOf);
    },
  };
}
