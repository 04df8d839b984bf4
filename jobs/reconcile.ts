import { type Job, MINUTE_MS, SECOND_MS } from './job.ts';

/** Has the server compare what is shared with what is recorded. Only the server can see its recorder. */
export const job: Job = {
  per: 'installation',
  everyMs: MINUTE_MS,
  // Less than a period: a room that keeps the look waiting must not keep the others from the next one.
  timeoutMs: 45 * SECOND_MS,
  async run({ dryRun, server }) {
    if (dryRun) return { says: 'would have the server look at all rooms', counts: {} };
    await server.look();
    return { says: 'the server looked at all rooms', counts: {} };
  },
};
