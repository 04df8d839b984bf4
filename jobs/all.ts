import { job as checkLibrary } from './check-library.ts';
import { job as cleanClips } from './clean-clips.ts';
import { job as cleanOrphans } from './clean-orphans.ts';
import { job as cleanRemovedServers } from './clean-removed-servers.ts';
import { job as cleanSegments } from './clean-segments.ts';
import { job as cleanTemporary } from './clean-temporary.ts';
import { job as cleanWindows } from './clean-windows.ts';
import { job as diskGuard } from './disk-guard.ts';
import type { Job } from './job.ts';
import { job as reconcile } from './reconcile.ts';

/** Every job by the name that `npm run job` takes; its file has the same. */
export const jobs: Record<string, Job> = {
  'check-library': checkLibrary,
  'clean-clips': cleanClips,
  'clean-orphans': cleanOrphans,
  'clean-removed-servers': cleanRemovedServers,
  'clean-segments': cleanSegments,
  'clean-temporary': cleanTemporary,
  'clean-windows': cleanWindows,
  'disk-guard': diskGuard,
  reconcile,
};
