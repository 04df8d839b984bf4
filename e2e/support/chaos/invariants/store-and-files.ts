import { checkLibrary } from '../../../../server/library-check/check.ts';
import { bucketLibraryFiles } from '../../../../server/library-check/files.ts';
import { MISMATCHES, type Mismatch } from '../../../../server/library-check/report.ts';
import { createLog } from '../../../../server/log.ts';
import { openBucket } from '../../../../server/storage/open.ts';
import { openStore } from '../../../../server/store/open.ts';
import { configOf } from '../../machines/installation.ts';
import { type Invariant, violationsOf } from './invariant.ts';

/** No clip in the store without its file, no file without its record, and all lists say the same. */
export const storeAndFiles: Invariant = async ({ installation }) => {
  const { found, note } = violationsOf('store and files');
  const config = configOf(installation);
  const bucket = openBucket(config);
  if (!bucket) throw new Error('there is no bucket');
  const store = await openStore(config, createLog('silent'));
  try {
    const ids: string[] = [];
    for await (const id of store.contents.keys('clips')) ids.push(id);
    const report = await checkLibrary({ ids, store, files: bucketLibraryFiles(bucket) });
    for (const [kind, { count, first }] of Object.entries(report.found)) {
      if (count === 0) continue;
      const about = first.flatMap((one) => one.match(/\d{17,}/g) ?? []);
      note(`${count} ${MISMATCHES[kind as Mismatch]}: ${first.join('; ')}`, { ids: about });
    }
  } finally {
    await store.close();
  }
  return found;
};
