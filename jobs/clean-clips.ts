import type { Job } from './job.ts';

/**
 * Has the server remove clips whose time is over, and those that were deleted. Only the server knows what else
 * is being done to a clip just now.
 */
export const cleanClipsJob: Job = async ({ dryRun, cleanClips }) => {
  const done = await cleanClips(dryRun);
  if (!done) return 'the server removes clips whose time is over';
  const { removed, failed } = done;
  const rest = failed > 0 ? `, failed with ${failed}: the server's log says why` : '';
  return `${dryRun ? 'would remove' : 'removed'} ${removed} clips${rest}`;
};
