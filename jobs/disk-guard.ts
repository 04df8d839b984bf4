import { type Job, MINUTE_MS } from './job.ts';

/**
 * Has the server make room where recordings take more than they may, or the disk is short. It does so by itself every
 * few seconds; by hand this tells what it finds.
 */
export const job: Job = {
  per: 'machine',
  everyMs: MINUTE_MS,
  timeoutMs: 5 * MINUTE_MS,
  async run({ dryRun, server, item }) {
    const found = await server.guardDisk(dryRun);
    const { deleted = 0, freedBytes = 0, cuts = [], tight = [] } = found ?? {};
    for (const { scope, why, untilMs } of cuts) {
      item(`${scope}: what ended before ${new Date(untilMs).toISOString()}, limit: ${why}`);
    }
    for (const { scope, why } of tight) item(`${scope}: nothing new may begin, limit: ${why}`);
    const verb = dryRun ? 'would delete' : 'deleted';
    const elsewhere = found ? '' : '; another process looks after them';
    const says = `${verb} ${deleted} segments to make room, ${freedBytes} bytes${elsewhere}`;
    return { says, counts: { deleted, bytes: freedBytes } };
  },
};
