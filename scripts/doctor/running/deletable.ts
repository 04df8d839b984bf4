import type { Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { localFiles } from '../../../server/segments/local-files.ts';
import type { Finding } from '../check.ts';

/** Whoever deletes. */
export interface User {
  uid: number;
  /** All that it belongs to. */
  gids: number[];
}

const NAME = 'deletable';
const MOST_FOLDERS = 500;

/** Whether a user may delete what others wrote into a folder: it has to be allowed to write the folder, the files don't matter. */
export function mayDelete(
  folder: Pick<Stats, 'uid' | 'gid' | 'mode'>,
  { uid, gids }: User,
): boolean {
  if (uid === 0) return true;
  const isOwner = folder.uid === uid;
  const shift = isOwner ? 6 : gids.includes(folder.gid) ? 3 : 0;
  const isSticky = (folder.mode & 0o1000) !== 0 && !isOwner;
  return ((folder.mode >> shift) & 0o3) === 0o3 && !isSticky;
}

/** All sessions' folders, by owner and mode: whether the cleaner of that user can empty them. */
export async function checkDeletable(segmentsPath: string, user: User): Promise<Finding> {
  const stuck: string[] = [];
  let looked = 0;
  for (const person of await localFiles.numbered(segmentsPath)) {
    for (const session of await localFiles.numbered(join(segmentsPath, person))) {
      if (looked === MOST_FOLDERS) break;
      looked += 1;
      const folder = join(segmentsPath, person, session);
      const seen = await stat(folder).catch(() => null);
      if (seen && !mayDelete(seen, user) && !(await isEmpty(folder))) stuck.push(say(folder, seen));
    }
  }
  if (stuck.length === 0) {
    const says = looked === 0 ? 'no recordings yet' : `${looked} recordings can be cleaned away`;
    return { name: NAME, state: 'ok', says };
  }
  return undeletable(`${stuck.length} of ${looked} recordings, such as ${stuck[0]}`, user);
}

export function undeletable(what: string, { uid }: User): Finding {
  return {
    name: NAME,
    state: 'missing',
    says: `can't be deleted by Hindsight (uid ${uid}), so the disk fills up: ${what}`,
    todo: `Run Egress and Hindsight under one uid (in Compose the same \`user:\`) and give it what is there: \`chown -R ${uid} FOLDER\`. Not \`chmod 777\`: deleting needs the right to write the folder, nobody else's.`,
  };
}

export function say(folder: string, { uid, mode }: Pick<Stats, 'uid' | 'mode'>): string {
  return `${folder} (owner ${uid}, mode ${(mode & 0o7777).toString(8)})`;
}

async function isEmpty(folder: string): Promise<boolean> {
  return readdir(folder).then(
    (names) => names.length === 0,
    () => false,
  );
}
