import { cleanSegments } from '../server/segments/clean.ts';
import { openSegmentFiles } from '../server/segments/open.ts';
import type { Job } from './job.ts';

/** A clip as long as the window, asked for just now, still has to be rendered. */
const MARGIN_MS = 30_000;

/** Deletes segments that are older than the window. */
export const cleanSegmentsJob: Job = async ({ config, log, dryRun }) => {
  const { deleted, kept, foldersRemoved } = await cleanSegments({
    segmentsPath: config.segmentsPath,
    files: openSegmentFiles(config),
    windowMs: config.windowMs + MARGIN_MS,
    nowMs: Date.now(),
    log,
    dryRun,
  });
  const verb = dryRun ? 'would delete' : 'deleted';
  return `${verb} ${deleted} segments, kept ${kept}, removed ${foldersRemoved} folders`;
};
