import { ChannelType, type Client, PermissionFlagsBits as Right } from 'discord.js';
import { type Access, type AskAccess, NO_GUILD } from '../server/auth/access.ts';
import type { AskMember } from '../server/auth/members.ts';
import { isIn, memberOf, orIfMissing } from './members.ts';

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
    const member = await memberOf(channel.guild, userId);
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
    return guild !== undefined && (await memberOf(guild, userId)) !== null;
  };
}
