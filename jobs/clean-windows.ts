import { type Job, MINUTE_MS } from './job.ts';

/** Deletes segments of servers that keep less than the installation. Only the server knows their settings. */
export const job: Job = {
  per: 'installation',
  everyMs: MINUTE_MS,
  timeoutMs: 5 * MINUTE_MS,
  async run({ dryRun, server, item }) {
    const { deleted, failed, folders } = await server.cleanWindows(dryRun);
    for (const { folder, segments, bytes } of folders) {
      item(`${folder}: ${segments} segments, ${bytes} bytes`);
    }
    const rest = failed > 0 ? `, failed with ${failed} folders: the server's log says why` : '';
    const verb = dryRun ? 'would delete' : 'deleted';
    const says = `${verb} ${deleted} segments of servers with a shorter window${rest}`;
    return { says, counts: { deleted, failed } };
  },
};
