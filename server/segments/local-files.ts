import { readdir, readFile, rm, rmdir, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { linkFile } from '../link-file.ts';
import { wholeFile } from '../whole-file.ts';
import type { SegmentFiles } from './files.ts';

/** Sessions as folders on a disk of ours, or on one that we share with Egress. Links are not followed. */
export const localFiles: SegmentFiles = {
  async numbered(path) {
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
      const { ino, mtimeMs, size } = await stat(file);
      const seen = `${ino} ${mtimeMs} ${size}`;
      if (seen === knownStamp) return 'unchanged';
      const bytes = await readFile(file);
      // Another size than a moment ago: it is being written, so it has to be read once more.
      return { text: bytes.toString(), stamp: bytes.length === size ? seen : '' };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  },

  async writeText(file, text) {
    await wholeFile(file, (part) => writeFile(part, text));
  },

  async take(file, target) {
    try {
      await linkFile(file, target);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      return false;
    }
  },

  reading: (file, use) => use(file),

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

function noneIfGone(error: NodeJS.ErrnoException): [] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
