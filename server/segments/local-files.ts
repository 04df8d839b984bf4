import { constants } from 'node:fs';
import { lstat, open, readdir, rm, rmdir, stat, unlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { linkFile } from '../link-file.ts';
import { wholeFile } from '../whole-file.ts';
import { MOST_TEXT_BYTES, type SegmentFiles } from './files.ts';
import { VOICE } from './voice-folder.ts';

/** Neither followed where it is a link, nor waited for where it is a pipe. */
const AS_IT_IS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Sessions as folders on a disk of ours, or on one that we share with Egress. Links are not followed: whoever else
 * writes there would choose what we read and delete. Nor is anything read that is no file.
 */
export const localFiles: SegmentFiles = {
  async numbered(path) {
    if (await leadsAway(path)) return [];
    const entries = await readdir(path, { withFileTypes: true }).catch(noneIfGone);
    return entries
      .filter((entry) => entry.isDirectory() && /^\d{1,20}$/.test(entry.name))
      .map((entry) => entry.name)
      .sort((a, b) => Number(a) - Number(b));
  },

  async names(folder) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(noneIfGone);
    return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  },

  async details(folder) {
    const names = await localFiles.names(folder);
    const found = names.map(async (name) => {
      const known = await stat(join(folder, name)).catch(() => null);
      return known && { name, bytes: known.size, changedAtMs: known.mtimeMs };
    });
    return (await Promise.all(found)).filter((file) => file !== null);
  },

  sizes(files) {
    const sizes = files.map((file) =>
      stat(file).then(
        ({ size }) => size,
        () => 0,
      ),
    );
    return Promise.all(sizes);
  },

  async readText(file, knownStamp) {
    try {
      const { ino, mtimeMs, size } = await lstat(file);
      const seen = `${ino} ${mtimeMs} ${size}`;
      if (seen === knownStamp) return 'unchanged';
      const bytes = await readSmall(file);
      // Another size than a moment ago: it is being written, so it has to be read once more.
      return bytes && { text: bytes.toString(), stamp: bytes.length === size ? seen : '' };
    } catch (error) {
      if (isNone(error)) return null;
      throw error;
    }
  },

  async writeText(file, text) {
    await wholeFile(file, (part) => writeFile(part, text));
  },

  async take(file, target) {
    try {
      if (!(await isFile(file))) return false;
      await linkFile(file, target);
    } catch (error) {
      if (!isNone(error)) throw error;
      return false;
    }
    // It may have become another thing on the way.
    if (await isFile(target)) return true;
    await rm(target, { force: true });
    return false;
  },

  async reading(file, use) {
    if (await isFile(file)) return use(file);
    throw Object.assign(new Error(`${file} is no file`), { code: 'ENOENT' });
  },

  async remove(files) {
    // Not rm, which first looks what each of them is.
    for (const file of files) await unlink(file).catch(noneIfGone);
  },

  changedAtMs: (folder) =>
    stat(folder).then(
      ({ mtimeMs }) => mtimeMs,
      () => Number.NEGATIVE_INFINITY,
    ),

  async removeEmpty(folder) {
    try {
      await rmdir(folder);
      return true;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && code !== 'ENOENT') throw error;
      return false;
    }
  },

  removeAll: (path) => rm(path, { recursive: true, force: true }),

  atOnce: async () => localFiles,
};

const isFile = async (path: string) => (await lstat(path)).isFile();

/** Whether a person's folder, or that of their voice, is a link. Only the one of all sessions may be. */
async function leadsAway(path: string): Promise<boolean> {
  if (basename(path) !== VOICE && !/^\d{1,20}$/.test(basename(path))) return false;
  return lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );
}

/** @returns null for what is no file, or no small one */
async function readSmall(path: string): Promise<Buffer | null> {
  await using handle = await open(path, AS_IT_IS);
  const found = await handle.stat();
  if (!found.isFile() || found.size > MOST_TEXT_BYTES) return null;
  // Not more than was seen, however fast somebody goes on writing.
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(found.size), 0, found.size, 0);
  return buffer.subarray(0, bytesRead);
}

/** Not there, or another thing than a file in its place. */
function isNone(error: unknown): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  return ['ENOENT', 'ELOOP', 'EISDIR', 'ENXIO'].includes(code);
}

function noneIfGone(error: NodeJS.ErrnoException): [] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
