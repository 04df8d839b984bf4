import { randomUUID } from 'node:crypto';
import { readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** In the folder of each process: touched as long as it lives. */
const MARK = 'alive';
/** Without a touch for so long, its process is dead, ms. */
const DEAD_MS = 20_000;

export async function markAlive(folders: Iterable<string>): Promise<void> {
  for (const folder of folders) {
    const now = new Date();
    await utimes(join(folder, MARK), now, now).catch(() => writeFile(join(folder, MARK), ''));
  }
}

/** Others may have what is left in there at once. */
export async function release(folders: Iterable<string>): Promise<void> {
  for (const folder of folders) {
    const isEmpty = (await readdir(folder)).every((name) => name === MARK);
    if (isEmpty) await rm(folder, { recursive: true, force: true });
    else await utimes(join(folder, MARK), 0, 0);
  }
}

/**
 * Takes over the folders of processes that are dead or have left.
 * @returns their new paths; nobody else gets the same ones
 */
export async function claimDead(
  spoolPath: string,
  owned: ReadonlySet<string>,
  now = Date.now,
): Promise<string[]> {
  const claimed: string[] = [];
  for (const name of await readdir(spoolPath)) {
    const folder = join(spoolPath, name);
    if (owned.has(folder)) continue;
    if (await isAlive(folder, now())) continue;
    const mine = join(spoolPath, randomUUID());
    try {
      // Marked before it is moved, so that it looks dead to nobody in between.
      await writeFile(join(folder, MARK), '');
      await rename(folder, mine);
      claimed.push(mine);
    } catch (error) {
      // Somebody else was faster.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return claimed;
}

async function isAlive(folder: string, nowMs: number): Promise<boolean> {
  // One that has just been made has no mark yet.
  const seen = await stat(join(folder, MARK)).catch(() => stat(folder).catch(() => null));
  return seen !== null && nowMs - seen.mtimeMs < DEAD_MS;
}
