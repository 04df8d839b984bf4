import { readdir, rename, rm, stat } from 'node:fs/promises';
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

/** Where others may be at work, only what nobody has written to for so long is swept away, ms. */
export const OTHERS_QUIET_MS = 3600_000;

/**
 * Removes what processes that were killed meanwhile have left in a folder.
 * @param quietMs where others may write there: only what nobody has written to for so long
 */
export async function sweepParts(folder: string, quietMs = 0): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    if (!name.endsWith(PART)) continue;
    const file = join(folder, name);
    if (quietMs > 0 && !(await isQuiet(file, quietMs))) continue;
    await rm(file, { force: true });
  }
}

async function isQuiet(file: string, quietMs: number): Promise<boolean> {
  const written = await stat(file).catch(() => null);
  return written !== null && Date.now() - written.mtimeMs > quietMs;
}
