import type { Guild, GuildMember, ThreadChannel } from 'discord.js';
import { is } from './discord-errors.ts';

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
    if (is(error, 'gone', 'hidden')) return null;
    throw error;
  });
}
