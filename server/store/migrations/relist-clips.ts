import type { Migration } from './migration.ts';

/** What versions from before the store had one noted when their clips were in all lists of today. */
const ALL_LISTS = 3;

/** Clips that an older version made are put into the lists that it did not know. */
export const relistClips: Migration = async ({ store, clips, log }) => {
  const noted = store.records<number>('clip-lists');
  if (((await noted.get('version')) ?? 0) >= ALL_LISTS) return;
  let count = 0;
  for await (const id of store.contents.keys('clips')) {
    await clips.relist(id);
    count += 1;
  }
  if (count > 0) log.info({ clips: count }, 'clips of an older version are listed anew');
};
