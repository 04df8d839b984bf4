import type { Job } from './job.ts';

/** Has the server compare what is shared with what is recorded. Only the server can see its recorder. */
export const reconcileJob: Job = async ({ dryRun, look }) => {
  if (dryRun) return 'would have the server look at all rooms';
  await look();
  return 'the server looks at all rooms';
};
