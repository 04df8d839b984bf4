import { ownedClipFiles } from '../server/orphans/clip-files.ts';
import { ownedSessions } from '../server/orphans/sessions.ts';
import { sweepOrphans } from '../server/orphans/sweep.ts';
import { openSegmentFiles } from '../server/segments/open.ts';
import { createShares } from '../server/shares/shares.ts';
import { createVoices } from '../server/shares/voices.ts';
import { MARGIN_MS } from './clean-segments.ts';
import { HOUR_MS, type Job, MINUTE_MS, SECOND_MS } from './job.ts';

/** Between its two looks. A clip's file lies there for less than that before its record does. */
export const PAUSE_MS = 30 * SECOND_MS;

/**
 * Removes sessions and files of clips that nothing living owns: no share, no recording, no order, no record. Age alone is never a reason.
 */
export const job: Job = {
  per: 'installation',
  everyMs: HOUR_MS,
  timeoutMs: 20 * MINUTE_MS,
  async run({ config, log, dryRun, item, server, store: openStore }) {
    const { segmentsPath, clipsPath, windowMs } = config;
    const store = await openStore();
    const inUse = () => server.inUse();
    const kinds = [
      ownedSessions({
        ...{ segmentsPath, files: openSegmentFiles(config), keptMs: windowMs + MARGIN_MS },
        ...{ shares: createShares(store), voices: createVoices(store) },
        recorded: async () => (await inUse()).sessions,
      }),
      ownedClipFiles({ clipsPath, store, inUse: await inUse() }),
    ];
    const { removed, bytes, failed } = await sweepOrphans({
      ...{ kinds, pauseMs: PAUSE_MS, log, item, dryRun },
    });
    const rest = failed > 0 ? `, failed with ${failed}: the log says why` : '';
    const verb = dryRun ? 'would remove' : 'removed';
    const says = `${verb} ${removed} things that nothing owns, ${bytes} bytes${rest}`;
    return { says, counts: { removed, bytes, failed } };
  },
};
