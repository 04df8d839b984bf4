import { readdir } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import type { ClipLibrary } from './library.ts';

/** To be raised when clips get a list that older ones are not in yet. */
const LISTS_VERSION = 3;

/** Once after an update: clips that an older version made are put into the lists that it did not know. */
export async function relistClips(options: {
  store: Store;
  clips: Pick<ClipLibrary, 'relist'>;
  clipsPath: string;
  log: Log;
}): Promise<void> {
  const { store, clips, clipsPath, log } = options;
  const done = store.records<number>('clip-lists');
  if (((await done.get('version')) ?? 0) >= LISTS_VERSION) return;
  const files = await readdir(clipsPath).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const ids = files
    .filter((file) => extname(file) === '.mp4')
    .map((file) => basename(file, '.mp4'));
  for (const id of ids) await clips.relist(id);
  await done.set('version', LISTS_VERSION);
  if (ids.length > 0) log.info({ clips: ids.length }, 'clips of an older version are listed anew');
}
