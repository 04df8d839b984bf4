import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

const PART = '.part';

/**
 * Lets `write` make a file under another name, and renames it then: `file` appears whole or not at all, and a failure
 * leaves nothing.
 * @returns what `write` returns; throws what it throws
 */
export async function wholeFile<T>(file: string, write: (part: string) => Promise<T>): Promise<T> {
  const part = file + PART;
  try {
    const made = await write(part);
    await rename(part, file);
    return made;
  } finally {
    await rm(part, { force: true });
  }
}

/** Removes what processes that were killed meanwhile have left in a folder; to be called when none writes there. */
export async function sweepParts(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) if (name.endsWith(PART)) await rm(join(folder, name), { force: true });
}
