import { cleanClipsJob } from './clean-clips.ts';
import { cleanSegmentsJob } from './clean-segments.ts';
import type { Job } from './job.ts';
import { reconcileJob } from './reconcile.ts';

/** Every job by the name that `npm run job` takes. Each runs once a minute. */
export const jobs: Record<string, Job> = {
  'clean-clips': cleanClipsJob,
  'clean-segments': cleanSegmentsJob,
  reconcile: reconcileJob,
};
