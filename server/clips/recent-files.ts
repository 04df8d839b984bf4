import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { linkFile } from '../link-file.ts';

const KEPT_MS = 5 * 60_000;

/** Files that are kept at hand for a few minutes. The folder is nobody else's, and empty at the start. */
export function createRecentFiles(folder: string, keptMs = KEPT_MS) {
  const ends = new Map<string, NodeJS.Timeout>();

  async function drop(name: string): Promise<void> {
    clearTimeout(ends.get(name));
    ends.delete(name);
    await rm(join(folder, name), { force: true });
  }

  return {
    drop,

    async keep(name: string, file: string): Promise<void> {
      await mkdir(folder, { recursive: true });
      await linkFile(file, join(folder, name));
      clearTimeout(ends.get(name));
      ends.set(name, setTimeout(() => void drop(name).catch(() => {}), keptMs).unref());
    },

    /** @returns false where it is not at hand (any more) */
    async link(name: string, to: string): Promise<boolean> {
      if (!ends.has(name)) return false;
      return linkFile(join(folder, name), to).then(
        () => true,
        () => false,
      );
    },
  };
}
