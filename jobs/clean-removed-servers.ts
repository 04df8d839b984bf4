import { HOUR_MS, type Job, MINUTE_MS } from './job.ts';

/** Has the server delete what was kept for servers that the bot left a week ago. */
export const job: Job = {
  per: 'installation',
  everyMs: HOUR_MS,
  timeoutMs: 30 * MINUTE_MS,
  async run({ dryRun, server, item }) {
    const guildIds = await server.cleanRemovedServers(dryRun);
    for (const guildId of guildIds) item(`server ${guildId}: its clips, consents and settings`);
    const verb = dryRun ? 'would delete' : 'deleted';
    const says = `${verb} what was kept for ${guildIds.length} servers that the bot has left`;
    return { says, counts: { deleted: guildIds.length } };
  },
};
