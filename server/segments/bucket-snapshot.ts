import { basename, dirname } from 'node:path';
import type { BucketObject } from '../storage/bucket.ts';
import { byNumber } from './bucket-keys.ts';
import type { SegmentFiles, SessionFile } from './files.ts';

/** What lies directly below a key. */
interface Place {
  folders: Set<string>;
  files: Map<string, SessionFile>;
}

/**
 * All sessions as one listing has found them: a thousand objects a request, where each session on its own would take
 * several. Texts are read as they are now, and what is removed is removed.
 */
export async function createBucketSnapshot(
  files: SegmentFiles,
  objects: AsyncIterable<BucketObject>,
  keyOf: (path: string) => string,
): Promise<SegmentFiles> {
  const places = new Map<string, Place>();
  const place = (key: string): Place => {
    const known = places.get(key) ?? { folders: new Set(), files: new Map() };
    places.set(key, known);
    return known;
  };
  for await (const { key, bytes, changedAtMs } of objects) {
    const parts = key.split('/');
    const name = parts.pop() ?? '';
    place(parts.join('/')).files.set(name, { name, bytes, changedAtMs });
    for (; parts.length > 1; parts.pop()) {
      place(parts.slice(0, -1).join('/')).folders.add(parts.at(-1) ?? '');
    }
  }

  const filesIn = (folder: string) => [...(places.get(keyOf(folder))?.files.values() ?? [])];

  return {
    ...files,
    numbered: async (path) => byNumber(places.get(keyOf(path))?.folders ?? []),
    names: async (folder) => filesIn(folder).map(({ name }) => name),
    details: async (folder) => filesIn(folder),

    // What is not listed would be asked for in vain: most sessions have no live playlist and no mark.
    readText: async (file, knownStamp) =>
      places.get(keyOf(dirname(file)))?.files.has(basename(file))
        ? files.readText(file, knownStamp)
        : null,

    async remove(paths) {
      await files.remove(paths);
      for (const path of paths) {
        places.get(keyOf(dirname(path)))?.files.delete(basename(path));
      }
    },

    /** Gone by itself with the last object in it. @returns whether it is, now */
    async removeEmpty(folder) {
      const key = keyOf(folder);
      const known = places.get(key);
      if (!known || known.files.size > 0 || known.folders.size > 0) return false;
      places.delete(key);
      places.get(keyOf(dirname(folder)))?.folders.delete(basename(folder));
      return true;
    },
  };
}
