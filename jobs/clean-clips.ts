import { type Job, MINUTE_MS } from './job.ts';

/**
 * Has the server remove clips whose time is over, and those that were deleted. Only the server knows what else
 * is being done to a clip just now.
 */
export const job: Job = {
  per: 'installation',
  everyMs: MINUTE_MS,
  timeoutMs: 5 * MINUTE_MS,
  async run({ dryRun, server, item }) {
    const { removed, failed, clips } = await server.cleanClips(dryRun);
    for (const { id, bytes } of clips) item(`clip ${id}, ${bytes} bytes`);
    const rest = failed > 0 ? `, failed with ${failed}: the server's log says why` : '';
    const says = `${dryRun ? 'would remove' : 'removed'} ${removed} clips${rest}`;
    return { says, counts: { removed, failed } };
  },
};
