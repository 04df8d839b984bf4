import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Place, Thing } from './place.ts';

/**
 * A folder's entries, files and folders. Links are looked at, and removed, themselves: what they lead to is left alone.
 * @param isOurs which names count; all when left out
 */
export function folderPlace(path: string, isOurs = (_name: string) => true): Place {
  const where = (name: string) => join(path, name);
  return {
    names: async () => (await readdir(path).catch(noneIfGone)).filter(isOurs),
    where,
    look: (name) => look(where(name)),
    remove: (name) => rm(where(name), { recursive: true, force: true }),
  };
}

/** What lies in a folder's folders, and those of them that are empty. */
export function nestedPlace(path: string): Place {
  const place = folderPlace(path);
  const { where } = place;
  return {
    ...place,
    async names() {
      const names: string[] = [];
      const entries = await readdir(path, { withFileTypes: true }).catch(noneIfGone);
      for (const entry of entries) {
        const inside = entry.isDirectory()
          ? await readdir(where(entry.name)).catch(noneIfGone)
          : [];
        if (inside.length === 0) names.push(entry.name);
        names.push(...inside.map((name) => join(entry.name, name)));
      }
      return names;
    },
  };
}

async function look(path: string): Promise<Thing | null> {
  try {
    const stats = await lstat(path);
    const thing = { bytes: stats.isFile() ? stats.size : 0, changedAtMs: stats.mtimeMs };
    if (!stats.isDirectory()) return thing;
    for (const name of await readdir(path)) {
      const inside = await look(join(path, name));
      thing.bytes += inside?.bytes ?? 0;
      thing.changedAtMs = Math.max(thing.changedAtMs, inside?.changedAtMs ?? 0);
    }
    return thing;
  } catch (error) {
    noneIfGone(error as NodeJS.ErrnoException);
    return null;
  }
}

function noneIfGone(error: NodeJS.ErrnoException): [] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
