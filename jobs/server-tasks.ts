import { cleanClips } from '../server/clips/clean.ts';
import type { InUse } from '../server/in-use.ts';
import { cleanWindows } from '../server/servers/clean-windows.ts';
import type { Services } from '../server/services.ts';
import type { ServerTasks } from './tasks.ts';

type Parts = Pick<
  Services,
  | ('store' | 'clips' | 'servers' | 'rules' | 'shares' | 'voices' | 'removedServers')
  | ('segmentFiles' | 'reconciler' | 'disk' | 'log')
> & { inUse(): Promise<InUse> };

/** What the server does for jobs. */
export function createServerTasks(parts: Parts): ServerTasks {
  const { removedServers, reconciler } = parts;
  return {
    look: () => reconciler.lookAll(),
    cleanClips: (dryRun) => cleanClips({ ...parts, dryRun }),
    cleanWindows: (dryRun) => cleanWindows({ ...parts, files: parts.segmentFiles, dryRun }),
    cleanRemovedServers: (dryRun) => removedServers.clean(dryRun),
    guardDisk: (dryRun) => parts.disk.guard(dryRun),
    inUse: () => parts.inUse(),
  };
}
