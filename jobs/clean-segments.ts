import { cleanSegments } from '../server/segments/clean.ts';
import { openSegmentFiles } from '../server/segments/open.ts';
import { type Job, MINUTE_MS } from './job.ts';

/** A clip as long as the window, asked for just now, still has to be rendered. */
export const MARGIN_MS = 30_000;

/** Deletes segments that are older than the window. */
export const job: Job = {
  per: 'installation',
  everyMs: MINUTE_MS,
  timeoutMs: 5 * MINUTE_MS,
  async run({ config, log, dryRun, item }) {
    const { deleted, kept, foldersRemoved } = await cleanSegments({
      segmentsPath: config.segmentsPath,
      files: openSegmentFiles(config),
      windowMs: config.windowMs + MARGIN_MS,
      nowMs: Date.now(),
      log,
      dryRun,
      onSession: ({ folder, segments, bytes }) =>
        item(`${folder}: ${segments} segments, ${bytes} bytes`),
    });
    const verb = dryRun ? 'would delete' : 'deleted';
    const says = `${verb} ${deleted} segments, kept ${kept}, removed ${foldersRemoved} folders`;
    return { says, counts: { deleted, kept, folders: foldersRemoved } };
  },
};
