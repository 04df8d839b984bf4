import { join } from 'node:path';
import { RENDERS } from '../server/clips/remote-files.ts';
import { bucketFolders } from '../server/orphans/bucket-place.ts';
import { bucketClipFiles, ownedClipFiles } from '../server/orphans/clip-files.ts';
import { folderPlace } from '../server/orphans/folder-place.ts';
import { ownedRenderFiles } from '../server/orphans/render-files.ts';
import { ownedSessions } from '../server/orphans/sessions.ts';
import { sweepOrphans } from '../server/orphans/sweep.ts';
import { openSegmentFiles } from '../server/segments/open.ts';
import { createShares } from '../server/shares/shares.ts';
import { createVoices } from '../server/shares/voices.ts';
import { openBucket } from '../server/storage/open.ts';
import { MARGIN_MS } from './clean-segments.ts';
import { HOUR_MS, type Job, MINUTE_MS, SECOND_MS } from './job.ts';

/** Between its two looks. A clip's file lies there for less than that before its record does. */
export const PAUSE_MS = 30 * SECOND_MS;

/** An upload that was begun so long ago goes on no more, ms. */
const UPLOAD_MS = 24 * HOUR_MS;

/**
 * Removes sessions, files of clips and of renders that nothing living owns: no share, no recording, no order, no
 * record. Age alone is never a reason.
 */
export const job: Job = {
  per: 'installation',
  everyMs: HOUR_MS,
  timeoutMs: 20 * MINUTE_MS,
  async run({ config, log, dryRun, item, server, store: openStore }) {
    const { segmentsPath, clipsPath, dataDir, windowMs } = config;
    const store = await openStore();
    const bucket = openBucket(config);
    const inUse = () => server.inUse();
    const kinds = [
      ownedSessions({
        ...{ segmentsPath, files: openSegmentFiles(config), keptMs: windowMs + MARGIN_MS },
        ...{
          shares: createShares(store, Date.now, segmentsPath),
          voices: createVoices(store, segmentsPath),
        },
        recorded: async () => (await inUse()).sessions,
      }),
      ownedClipFiles({
        ...{ clipsPath, store, inUse: await inUse() },
        ...(bucket && { place: bucketClipFiles(bucket) }),
      }),
      ownedRenderFiles({
        place: bucket ? bucketFolders(bucket, RENDERS) : folderPlace(join(dataDir, 'renders')),
        store,
      }),
    ];
    const { removed, bytes, failed } = await sweepOrphans({
      ...{ kinds, pauseMs: PAUSE_MS, log, item, dryRun },
    });
    if (!dryRun) await bucket?.abandonUploads('', Date.now() - UPLOAD_MS);
    const rest = failed > 0 ? `, failed with ${failed}: the log says why` : '';
    const verb = dryRun ? 'would remove' : 'removed';
    const says = `${verb} ${removed} things that nothing owns, ${bytes} bytes${rest}`;
    return { says, counts: { removed, bytes, failed } };
  },
};
