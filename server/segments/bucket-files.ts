import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { most } from '../extremes.ts';
import { linkFile } from '../link-file.ts';
import { RecentMap } from '../recent-map.ts';
import { type Bucket, ObjectTooLarge } from '../storage/bucket.ts';
import { byNumber, SEGMENTS, segmentKey, typeOf } from './bucket-keys.ts';
import { createBucketSnapshot } from './bucket-snapshot.ts';
import {
  MOST_SEGMENT_BYTES,
  MOST_TEXT_BYTES,
  type SegmentFiles,
  type SessionFile,
} from './files.ts';
import { LIVE_PLAYLIST_FILE, segmentIndex } from './playlist.ts';
import { toldBucket } from './told-bucket.ts';

/** What was listed so lately is not asked for again, ms: whoever waits for a moment looks ten times a second. */
const LISTED_MS = 4000;
const FOLDERS_MS = 1000;

export interface BucketFilesOptions {
  bucket: Bucket;
  /** What the paths begin with; nothing is there. */
  segmentsPath: string;
  /** Cleared by whoever owns it where a process was killed; the system's when left out. */
  tempPath?: string;
  now?: () => number;
}

interface Lately<T> {
  atMs: number;
  found: Promise<T>;
}

/** Sessions as objects in a bucket. Any process makes clips of them from the bucket alone. */
export function createBucketFiles(options: BucketFilesOptions): SegmentFiles {
  const { segmentsPath, tempPath = tmpdir(), now = Date.now } = options;
  const bucket = toldBucket(options.bucket);
  const listed = new RecentMap<Lately<SessionFile[]>>(LISTED_MS, now);
  const folders = new RecentMap<Lately<string[]>>(FOLDERS_MS, now);
  /** When the live playlist, which only Egress writes, was missed last, by key. */
  const missed = new RecentMap<number>(LISTED_MS, now);

  function keyOf(path: string): string {
    const key = path === segmentsPath ? SEGMENTS : segmentKey(segmentsPath, path);
    if (key === null) throw new Error(`${path} is not below ${segmentsPath}`);
    return key;
  }

  function lately<T>(
    memory: RecentMap<Lately<T>>,
    key: string,
    lifeMs: number,
    ask: () => Promise<T>,
  ): Promise<T> {
    const known = memory.get(key);
    if (known && now() - known.atMs <= lifeMs) return known.found;
    const found = ask();
    memory.set(key, { atMs: now(), found });
    found.catch(() => memory.delete(key));
    return found;
  }

  const latelyListed = (folder: string) =>
    lately(listed, keyOf(folder), LISTED_MS, () => details(folder));

  async function sizesIn(folder: string, wanted: string[]): Promise<Map<string, number>> {
    const asMap = (files: SessionFile[]) =>
      new Map(files.map(({ name, bytes }) => [join(folder, name), bytes]));
    const known = asMap(await latelyListed(folder));
    return wanted.every((file) => known.has(file)) ? known : asMap(await details(folder));
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
    if (key !== null) {
      const mostBytes = MOST_SEGMENT_BYTES;
      return orNone(bucket.fetch(key, target, undefined, mostBytes), false);
    }
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
      const names = (await latelyListed(folder)).map(({ name }) => name);
      // The cleaner takes the oldest first: what has come since then is still there.
      const newest = Math.max(-1, most(names.map((name) => segmentIndex(name) ?? -1)));
      return [...names, ...fresh.filter((name) => (segmentIndex(name) ?? -1) > newest)];
    },

    details,

    async sizes(files) {
      const byFolder = Map.groupBy(files, dirname);
      const sizes = await Promise.all(
        [...byFolder].map(([folder, wanted]) => sizesIn(folder, wanted)),
      );
      const all = new Map(sizes.flatMap((some) => [...some]));
      return files.map((file) => all.get(file) ?? 0);
    },

    async readText(file, knownStamp) {
      const key = keyOf(file);
      const mayLack = key.endsWith(`/${LIVE_PLAYLIST_FILE}`);
      if (mayLack && now() - (missed.get(key) ?? Number.NEGATIVE_INFINITY) <= LISTED_MS)
        return null;
      const found = await orNone(bucket.read(key, knownStamp, MOST_TEXT_BYTES), null);
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
      await mkdir(tempPath, { recursive: true });
      const folder = await mkdtemp(join(tempPath, 'hindsight-segment-'));
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

/** What is too large to be ours is as good as not there. */
async function orNone<T, N>(work: Promise<T>, none: N): Promise<T | N> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ObjectTooLarge) return none;
    throw error;
  }
}
