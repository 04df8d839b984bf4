import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import type { ClipLibrary } from './library.ts';

/** To be raised when clips get a list that older ones are not in yet. */
const LISTS_VERSION = 3;

/** Once after an update: clips that an older version made are put into the lists that it did not know. */
export async function relistClips(options: {
  store: Store;
  clips: Pick<ClipLibrary, 'relist' | 'files'>;
  log: Log;
}): Promise<void> {
  const { store, clips, log } = options;
  const done = store.records<number>('clip-lists');
  if (((await done.get('version')) ?? 0) >= LISTS_VERSION) return;
  let relisted = 0;
  for await (const id of clips.files.ids()) {
    await clips.relist(id);
    relisted++;
  }
  await done.set('version', LISTS_VERSION);
  if (relisted > 0) log.info({ clips: relisted }, 'clips of an older version are listed anew');
}
