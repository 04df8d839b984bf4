import { join } from 'node:path';
import { sweepOrphans } from '../server/orphans/sweep.ts';
import { ownedHeld, ownedPreviews, ownedTemporary } from '../server/orphans/work-folders.ts';
import { PAUSE_MS } from './clean-orphans.ts';
import { type Job, MINUTE_MS } from './job.ts';

/**
 * Removes previews that no process has open any more, held segments that no order is cut of, and temporary files of
 * processes that are gone.
 */
export const job: Job = {
  per: 'machine',
  everyMs: 10 * MINUTE_MS,
  timeoutMs: 10 * MINUTE_MS,
  async run({ config, log, dryRun, item, server, store: openStore }) {
    const { dataDir, previewsPath, storeUrl } = config;
    const inUse = () => server.inUse();
    const kinds = [
      ownedPreviews({ previewsPath, isShared: storeUrl !== undefined, inUse }),
      ownedHeld(join(dataDir, 'held'), await openStore(), inUse),
      ownedTemporary(join(dataDir, 'tmp'), inUse),
    ];
    const { removed, bytes, failed } = await sweepOrphans({
      ...{ kinds, pauseMs: PAUSE_MS, log, item, dryRun },
    });
    const rest = failed > 0 ? `, failed with ${failed}: the log says why` : '';
    const verb = dryRun ? 'would remove' : 'removed';
    const says = `${verb} ${removed} previews, held segments and temporary files, ${bytes} bytes${rest}`;
    return { says, counts: { removed, bytes, failed } };
  },
};
