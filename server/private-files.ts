import { chmod, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from './config.ts';
import type { Log } from './log.ts';

/** Of all that this process, and what it starts, makes: nobody else may read it. */
export const UMASK = 0o077;

const FOLDER = 0o700;
const FILE = 0o600;
/** Egress, another program, writes into it: under our uid, or under one of our group. */
const SHARED_FOLDER = 0o770;
/** On the way there, and no more than that. */
const WAY = 0o710;

/** What lies in DATA_DIR by names of ours. */
const FOLDERS = ['clips', 'previews', 'tmp', 'held', 'spool', 'renders', 'sandbox'];
const FILES = [
  ...['hindsight.sqlite', 'hindsight.sqlite-wal', 'hindsight.sqlite-shm'],
  ...['secret.key', 'internal.key'],
];

type Folders = Pick<Config, 'dataDir' | 'segmentsPath' | 'recorder' | 'bucket'>;

/**
 * Makes the folders that everything lies in, for this user alone, and takes the others' rights to what an earlier
 * Hindsight has left in them. The mode of a folder that somebody else has made and named is theirs to choose; the
 * doctor tells when everybody may look into it.
 */
export async function openFolders(config: Folders, log: Log): Promise<void> {
  const { dataDir, segmentsPath, recorder, bucket } = config;
  const isShared = recorder === 'egress' && !bucket;
  const isWithin = segmentsPath.startsWith(join(dataDir, '/'));
  await makeFolder(dataDir, isShared && isWithin ? WAY : FOLDER);
  const ours = FOLDERS.map((name) => [join(dataDir, name), FOLDER] as const);
  const files = FILES.map((name) => [join(dataDir, name), FILE] as const);
  const segments = [segmentsPath, isShared ? SHARED_FOLDER : FOLDER] as const;
  if (!bucket) await makeFolder(...segments);
  for (const [path, most] of [...ours, ...files, ...(isWithin ? [segments] : [])]) {
    await tighten(path, most).catch((err) => {
      log.warn(
        { err, path },
        'other users of this machine may read this, and it is not ours to change',
      );
    });
  }
}

/** A folder that Egress may write into, as those on the way there that are not there yet. @throws Error when it exists */
export async function makeSharedFolder(parent: string, folder: string): Promise<void> {
  const first = await mkdir(parent, { recursive: true });
  for (let made = parent; first && made.startsWith(first); made = join(made, '..')) {
    await chmod(made, SHARED_FOLDER);
  }
  await mkdir(folder);
  // Whatever the umask has taken away.
  await chmod(folder, SHARED_FOLDER);
}

async function makeFolder(path: string, mode: number): Promise<void> {
  if (await mkdir(path, { recursive: true, mode: FOLDER })) await chmod(path, mode);
}

/** Takes the rights beyond `most`; what is not there needs none. */
async function tighten(path: string, most: number): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found && (found.mode & 0o777 & ~most) !== 0) await chmod(path, found.mode & (0o7000 | most));
}
