import { randomBytes } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { wholeFile } from '../whole-file.ts';
import { PREVIEW_FILE, type Preview } from './preview.ts';

/** `{path}/{id}` with a preview's segments, `preview.json` and what was made of them. */
export function createPreviewFolders(path: string) {
  const folderOf = (id: string) => join(path, id);
  const making = new Set<string>();

  async function remove(id: string): Promise<void> {
    await rm(folderOf(id), { recursive: true, force: true });
  }

  async function read(id: string): Promise<Preview | null> {
    const text = await readFile(join(folderOf(id), PREVIEW_FILE), 'utf8').catch(() => null);
    return text === null ? null : (JSON.parse(text) as Preview);
  }

  return {
    folderOf,
    remove,

    /** Lets `fill` make a preview in a folder of its own, which is gone when that fails. */
    async make(fill: (id: string, folder: string) => Promise<Preview>): Promise<Preview> {
      const id = randomBytes(16).toString('base64url');
      making.add(id);
      try {
        const preview = await fill(id, folderOf(id));
        // Last and by rename: a folder without it is half-made.
        const file = join(folderOf(id), PREVIEW_FILE);
        await wholeFile(file, (part) => writeFile(part, JSON.stringify(preview)));
        return preview;
      } catch (error) {
        await remove(id);
        throw error;
      } finally {
        making.delete(id);
      }
    },

    /** Those that are being made. */
    making: (): string[] => [...making],

    /** Those that an earlier process has left, oldest first; half-made ones are removed. To be called when none is being made. */
    async left(): Promise<Preview[]> {
      const previews: Preview[] = [];
      for (const id of await readdir(path).catch(() => [])) {
        const preview = await read(id).catch(() => null);
        if (preview) previews.push(preview);
        else await remove(id);
      }
      return previews.sort((a, b) => a.openedAtMs - b.openedAtMs);
    },
  };
}
