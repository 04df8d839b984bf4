import { type Guild, GuildPremiumTier } from 'discord.js';

const MIB = 1024 * 1024;

/**
 * What a message outside of an interaction's answer may carry, in bytes; the answer has a limit of its own.
 * @param guild undefined for direct messages
 * @see https://discord.com/developers/docs/reference#uploading-files
 */
export function uploadLimit(guild?: Guild | null): number {
  if (guild?.premiumTier === GuildPremiumTier.Tier3) return 100 * MIB;
  if (guild?.premiumTier === GuildPremiumTier.Tier2) return 50 * MIB;
  return 10 * MIB;
}
