import { join } from 'node:path';
import { sweepOrphans } from '../server/orphans/sweep.ts';
import { ownedPreviews, ownedTemporary } from '../server/orphans/work-folders.ts';
import { PAUSE_MS } from './clean-orphans.ts';
import { type Job, MINUTE_MS } from './job.ts';

/** Removes previews that no server has open any more, and temporary files of processes that are gone. */
export const job: Job = {
  everyMs: 10 * MINUTE_MS,
  timeoutMs: 10 * MINUTE_MS,
  async run({ config, log, dryRun, item, server }) {
    const kinds = [
      ownedPreviews(config.previewsPath, () => server.inUse()),
      ownedTemporary(join(config.dataDir, 'tmp'), await server.inUse()),
    ];
    const { removed, bytes, failed } = await sweepOrphans({
      ...{ kinds, pauseMs: PAUSE_MS, log, item, dryRun },
    });
    const rest = failed > 0 ? `, failed with ${failed}: the log says why` : '';
    const verb = dryRun ? 'would remove' : 'removed';
    const says = `${verb} ${removed} previews and temporary files, ${bytes} bytes${rest}`;
    return { says, counts: { removed, bytes, failed } };
  },
};
