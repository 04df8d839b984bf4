import { DiscordAPIError, type Guild, type GuildMember, type ThreadChannel } from 'discord.js';

/** Unknown channel, member, message or user, and missing access. */
const NOT_THERE = [10003, 10007, 10008, 10013, 50001];

/**
 * A person on a server, as they are now: bots without that privilege aren't told of changes of members, so a
 * remembered one may be old. null: not there.
 */
export function memberOf(guild: Guild, userId: string): Promise<GuildMember | null> {
  return orIfMissing(guild.members.fetch({ user: userId, force: true }));
}

export async function isIn(thread: ThreadChannel, userId: string): Promise<boolean> {
  return (await orIfMissing(thread.members.fetch({ member: userId, force: true }))) !== null;
}

export function orIfMissing<T>(call: Promise<T>): Promise<T | null> {
  return call.catch((error) => {
    if (error instanceof DiscordAPIError && NOT_THERE.includes(Number(error.code))) return null;
    throw error;
  });
}
