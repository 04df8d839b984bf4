import type { Log } from '../log.ts';
import { BucketAway } from '../storage/bucket.ts';
import type { Store } from '../store/store.ts';
import type { Clip } from './clip.ts';
import type { ClipLibrary } from './library.ts';
import { DELETED, EXPIRING } from './lists.ts';

export interface CleanedClips {
  /** Clips that are removed, or would be. */
  removed: number;
  /** Those that could not be: the next run tries again. */
  failed: number;
  /** Which ones and how large, without those that could not be. */
  clips: { id: string; bytes: number }[];
}

const AT_ONCE = 100;
/** A change of a clip that was begun so long ago is not under way any more, ms. */
const BROKEN_OFF_MS = 60_000;

/** Removes the clips whose time is over, and those that were deleted longer ago than they can be restored. */
export async function cleanClips(options: {
  store: Pick<Store, 'index' | 'records'>;
  clips: Pick<ClipLibrary, 'removeIfDue' | 'finishChanges'>;
  log: Log;
  now?: () => number;
  /** Names what would go, and removes nothing. */
  dryRun?: boolean;
}): Promise<CleanedClips> {
  const { store, clips, log, now = Date.now, dryRun = false } = options;
  const records = store.records<Pick<Clip, 'bytes'>>('clips');
  const total: CleanedClips = { removed: 0, failed: 0, clips: [] };

  /** @returns whether there is a point in going on */
  async function clean(id: string): Promise<boolean> {
    try {
      const bytes = (await records.get(id))?.bytes ?? 0;
      if (!dryRun && !(await clips.removeIfDue(id))) return true;
      total.removed += 1;
      total.clips.push({ id, bytes });
      return true;
    } catch (err) {
      // One that can't be removed (its file is another owner's, say) doesn't keep the others.
      log.warn({ err, clipId: id }, 'a clip could not be removed');
      total.failed += 1;
      return !(err instanceof BucketAway);
    }
  }

  if (!dryRun) {
    await clips.finishChanges(BROKEN_OFF_MS).catch((err) => {
      log.warn({ err }, 'a change of a clip that was broken off is not finished yet');
    });
  }
  for (const list of [DELETED, EXPIRING]) {
    let cursor: string | undefined;
    do {
      const page = await store.index.page(list, { to: now(), limit: AT_ONCE, cursor });
      for (const { member } of page.members) if (!(await clean(member))) return total;
      cursor = page.cursor;
    } while (cursor);
  }
  return total;
}
