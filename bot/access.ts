import {
  ChannelType,
  type Client,
  DiscordAPIError,
  PermissionFlagsBits as Right,
  type ThreadChannel,
} from 'discord.js';
import { type Access, type AskAccess, NO_GUILD } from '../server/auth/access.ts';
import type { AskMember } from '../server/auth/members.ts';

/** Unknown channel, member or user, and missing access. */
const NOT_THERE = [10003, 10007, 10013, 50001];

/** Asks Discord, now, whether a person may be in a channel. */
export function createAskAccess(client: Client): AskAccess {
  async function inDm(userId: string, channelId: string): Promise<Access> {
    const dm = await orIfMissing(client.users.createDM(userId));
    return dm?.id === channelId ? { may: 'join', guildId: NO_GUILD } : { may: 'unknown' };
  }

  return async (userId, channelId) => {
    // All channels of the bot's servers are known here, so ids out of the blue cost Discord nothing.
    if (!client.channels.cache.has(channelId)) return inDm(userId, channelId);
    const channel = await orIfMissing(client.channels.fetch(channelId, { force: true }));
    if (!channel) return { may: 'unknown' };
    if (channel.isDMBased()) return inDm(userId, channelId);
    // Bots without that privilege aren't told of changes of members, so a remembered one may be old.
    const member = await orIfMissing(channel.guild.members.fetch({ user: userId, force: true }));
    const rights = member && channel.permissionsFor(member);
    const needed = channel.isVoiceBased()
      ? [Right.ViewChannel, Right.Connect]
      : [Right.ViewChannel];
    if (!rights?.has(needed)) return { may: 'not' };
    const isPrivate = channel.type === ChannelType.PrivateThread;
    if (isPrivate && !rights.has(Right.ManageThreads) && !(await isIn(channel, userId))) {
      return { may: 'not' };
    }
    const names = { guild: channel.guild.name, channel: channel.name };
    return { may: 'join', guildId: channel.guildId, names };
  };
}

/** Asks Discord, now, whether a person is a member of a server where the bot is. */
export function createAskMember(client: Client): AskMember {
  return async (userId, guildId) => {
    const guild = client.guilds.cache.get(guildId);
    if (!guild) return false;
    return (await orIfMissing(guild.members.fetch({ user: userId, force: true }))) !== null;
  };
}

async function isIn(thread: ThreadChannel, userId: string): Promise<boolean> {
  return (await orIfMissing(thread.members.fetch({ member: userId, force: true }))) !== null;
}

function orIfMissing<T>(call: Promise<T>): Promise<T | null> {
  return call.catch((error) => {
    if (error instanceof DiscordAPIError && NOT_THERE.includes(Number(error.code))) return null;
    throw error;
  });
}
