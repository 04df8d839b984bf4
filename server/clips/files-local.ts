import { mkdir, opendir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { linkFile } from '../link-file.ts';
import { sweepParts } from '../whole-file.ts';
import { clipIdOf, fileNameOf } from './file-name.ts';
import type { ClipFileKind, ClipFiles } from './files.ts';

/** Clips in a local folder; files are linked, not copied, where the file system lets us. */
export function createLocalClipFiles(clipsPath: string): ClipFiles {
  const localFile = (id: string, kind: ClipFileKind) => join(clipsPath, fileNameOf(id, kind));
  return {
    localFile,
    origin: undefined,

    async put(id, kind, file) {
      await mkdir(clipsPath, { recursive: true });
      await linkFile(file, localFile(id, kind));
    },

    async copy(fromId, toId) {
      try {
        await linkFile(localFile(fromId, 'mp4'), localFile(toId, 'mp4'));
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
        throw error;
      }
    },

    async remove(id) {
      await rm(localFile(id, 'mp4'), { force: true });
      await rm(localFile(id, 'jpg'), { force: true });
    },

    removePoster: (id) => rm(localFile(id, 'jpg'), { force: true }),

    async reach(id) {
      const file = localFile(id, 'mp4');
      await stat(file);
      return file;
    },

    async hold(id, folder) {
      await mkdir(folder, { recursive: true });
      const held = join(folder, 'clip.mp4');
      await linkFile(localFile(id, 'mp4'), held);
      return held;
    },

    place: async (id, kind) => ({ file: localFile(id, kind) }),

    async *ids() {
      const folder = await opendir(clipsPath).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return [];
        throw error;
      });
      for await (const { name } of folder) {
        const id = clipIdOf(name);
        if (id !== undefined) yield id;
      }
    },

    sweep: () => sweepParts(clipsPath),
  };
}
