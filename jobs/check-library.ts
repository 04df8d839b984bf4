import { checkLibrary } from '../server/library-check/check.ts';
import { bucketLibraryFiles, localLibraryFiles } from '../server/library-check/files.ts';
import { countMismatches, MISMATCHES, type Mismatch } from '../server/library-check/report.ts';
import { openBucket } from '../server/storage/open.ts';
import { HOUR_MS, type Job } from './job.ts';

/** Looks whether records, files and lists of the library match; reports what does not, and changes nothing. */
export const job: Job = {
  per: 'installation',
  everyMs: 24 * HOUR_MS,
  timeoutMs: 6 * HOUR_MS,
  async run({ config, log, item, store: openStore }) {
    const store = await openStore();
    const ids: string[] = [];
    for await (const id of store.contents.keys('clips')) ids.push(id);
    const bucket = openBucket(config);
    const files = bucket ? bucketLibraryFiles(bucket) : localLibraryFiles(config.clipsPath);
    const report = await checkLibrary({ ids, store, files });
    const mismatches = countMismatches(report);
    const checked = `${report.clips} clips and ${report.files} files`;
    const counts = Object.entries(report.found).map(([kind, { count }]) => [kind, count]);
    const outcome = { clips: report.clips, files: report.files, ...Object.fromEntries(counts) };
    if (mismatches === 0) return { says: `${checked}: everything matches`, counts: outcome };

    const found = Object.entries(report.found).filter(([, { count }]) => count > 0);
    log.warn({ ...report, found: Object.fromEntries(found) }, 'the library does not match');
    for (const [kind, { count, first }] of found) {
      item(`${count} ${MISMATCHES[kind as Mismatch]}: ${first.join('; ')}`);
    }
    const says = `${checked}: ${mismatches} things do not match; the log of this run names them`;
    return { says, counts: outcome };
  },
};
