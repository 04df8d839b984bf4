import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import PQueue from 'p-queue';
import { removeAtLast } from '../remove-at-last.ts';
import type { Bucket, BucketObject } from '../storage/bucket.ts';

/** Nothing waits so long for its render: what is older was left by processes that died, ms. */
const LEFT_AFTER_MS = 6 * 3600_000;
/** What belongs to orders that are written down, by its name's beginning: a bot may be away for long. */
export const ORDERED = 'order-';
const ORDERED_LEFT_AFTER_MS = 7 * 24 * 3600_000;
const AT_ONCE = 8;
/** Before the keys of all of it. */
export const RENDERS = 'renders/';

const leftBefore = (name: string) =>
  Date.now() - (name.startsWith(ORDERED) ? ORDERED_LEFT_AFTER_MS : LEFT_AFTER_MS);

/** A new name for what an order is cut of. */
export const handedFor = (orderId: string) => `held-${orderId}-${randomUUID()}`;

/** The order that something of such a name is for; undefined where it is for none. */
export function orderOfHanded(name: string): string | undefined {
  if (name.startsWith(ORDERED)) return name.slice(ORDERED.length);
  return /^held-(.+)-[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/.exec(name)?.[1];
}

/** What whoever orders a render and whoever makes it hand to each other: files, by the render's name. */
export interface RemoteFiles {
  /** Has `put` write files into a folder, and lets the others have them. After a failure nothing is left. */
  give<T>(name: string, put: (folder: string) => Promise<T>): Promise<T>;
  /** Lets `use` have all that was given, in a folder. */
  take<T>(name: string, use: (folder: string) => Promise<T>): Promise<T>;
  remove(name: string): Promise<void>;
  /** Removes what nobody waits for any more. */
  sweep(): Promise<void>;
}

/** @param path one folder for all of them, which all processes share */
export function sharedFolder(path: string): RemoteFiles {
  const folderOf = (name: string) => join(path, name);
  const remove = (name: string) => rm(folderOf(name), { recursive: true, force: true });
  return {
    async give(name, put) {
      try {
        await mkdir(folderOf(name), { recursive: true });
        return await put(folderOf(name));
      } catch (error) {
        await remove(name);
        throw error;
      }
    },
    take: (name, use) => use(folderOf(name)),
    remove,
    async sweep() {
      for (const name of await readdir(path).catch(() => [])) {
        const { mtimeMs } = await stat(folderOf(name)).catch(() => ({ mtimeMs: Date.now() }));
        if (mtimeMs < leftBefore(name)) await remove(name);
      }
    },
  };
}

/** @param tempPath where this process has them while it needs them */
export function inBucket(
  bucket: Pick<Bucket, 'put' | 'fetch' | 'list' | 'remove'>,
  tempPath: string,
): RemoteFiles {
  const prefixOf = (name: string) => `${RENDERS}${name}/`;
  let folders = 0;

  async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
    const folder = join(tempPath, `handed-${++folders}`);
    await mkdir(folder, { recursive: true });
    try {
      return await work(folder);
    } finally {
      await removeAtLast(folder);
    }
  }

  async function keysBelow(prefix: string, isMeant = (_: BucketObject) => true) {
    const keys: string[] = [];
    for await (const object of bucket.list(prefix)) if (isMeant(object)) keys.push(object.key);
    return keys;
  }

  const isLeft = ({ key, changedAtMs }: BucketObject) =>
    changedAtMs < leftBefore(key.slice(RENDERS.length));

  const remove = async (name: string) => bucket.remove(await keysBelow(prefixOf(name)));

  return {
    give: (name, put) =>
      inFolder(async (folder) => {
        const given = await put(folder);
        try {
          const entries = await readdir(folder, { recursive: true, withFileTypes: true });
          const files = entries.filter((entry) => entry.isFile());
          await new PQueue({ concurrency: AT_ONCE }).addAll(
            files.map((entry) => async () => {
              const file = join(entry.parentPath, entry.name);
              const key = prefixOf(name) + relative(folder, file).split(sep).join('/');
              await bucket.put(key, { file });
            }),
          );
        } catch (error) {
          await remove(name);
          throw error;
        }
        return given;
      }),
    take: (name, use) =>
      inFolder(async (folder) => {
        const keys = await keysBelow(prefixOf(name));
        await new PQueue({ concurrency: AT_ONCE }).addAll(
          keys.map((key) => async () => {
            const file = join(folder, key.slice(prefixOf(name).length));
            await mkdir(dirname(file), { recursive: true });
            await bucket.fetch(key, file);
          }),
        );
        return use(folder);
      }),
    remove,
    sweep: async () => bucket.remove(await keysBelow(RENDERS, isLeft)),
  };
}
