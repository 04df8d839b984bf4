import { NO_GUILD } from '../auth/access.ts';

/** Connections to Discord, and how many there are in all. */
export interface Shards {
  ids: number[];
  count: number;
}

/**
 * Whether what happens on a server comes over one of these. Direct messages come over the first of all.
 * @see https://discord.com/developers/docs/events/gateway#sharding
 */
export function holdsGuild({ ids, count }: Shards, guildId: string): boolean {
  if (guildId === NO_GUILD) return ids.includes(0);
  return ids.includes(Number((BigInt(guildId) >> 22n) % BigInt(count)));
}
