import { ChannelType, PermissionFlagsBits } from 'discord-api-types/v10';
import type { Channel, Guild, World } from './world.ts';

const P = PermissionFlagsBits;

export const ALL_PERMISSIONS = Object.values(P).reduce((all, bit) => all | bit, 0n);
export const EVERYONE_PERMISSIONS =
  P.ViewChannel |
  P.SendMessages |
  P.SendMessagesInThreads |
  P.EmbedLinks |
  P.AttachFiles |
  P.AddReactions |
  P.UseExternalEmojis |
  P.ReadMessageHistory |
  P.UseApplicationCommands |
  P.Connect |
  P.Speak |
  P.Stream;
const IN_A_DM = EVERYONE_PERMISSIONS;
/** What an app may always do in its answers where its bot is not. */
const IN_ANSWERS = P.AttachFiles | P.EmbedLinks | P.MentionEveryone;

/** What a member may do on the server as a whole: roles, owner, administrator. */
export function guildPermissions(guild: Guild, userId: string): bigint {
  if (guild.ownerId === userId) return ALL_PERMISSIONS;
  const roles = [guild.id, ...(guild.members.get(userId)?.roles ?? [])];
  const granted = guild.roles
    .filter((role) => roles.includes(role.id))
    .reduce((all, role) => all | BigInt(role.permissions), 0n);
  return granted & P.Administrator ? ALL_PERMISSIONS : granted;
}

/** What a person, or the bot, may do in a channel: Discord's algorithm for overwrites. */
export function permissionsIn(world: World, channel: Channel, userId: string): bigint {
  if (channel.type === ChannelType.PrivateThread) {
    const allowed = permissionsAbove(world, channel, userId);
    const isIn = channel.thread?.memberIds.includes(userId);
    return isIn || allowed & P.ManageThreads ? allowed : 0n;
  }
  if (channel.thread) return permissionsAbove(world, channel, userId);
  if (channel.peopleIds) return channel.peopleIds.includes(userId) ? IN_A_DM : 0n;
  const guild = world.guilds.get(channel.guildId ?? '');
  if (!guild) return IN_A_DM;
  const member = guild.members.get(userId);
  if (!member) return 0n;
  let allowed = guildPermissions(guild, userId);
  if (allowed === ALL_PERMISSIONS) return allowed;
  const apply = (allow: bigint, deny: bigint) => {
    allowed = (allowed & ~deny) | allow;
  };
  const sum = (ids: string[]) => {
    const found = channel.overwrites.filter((overwrite) => ids.includes(overwrite.id));
    apply(
      found.reduce((all, overwrite) => all | BigInt(overwrite.allow), 0n),
      found.reduce((all, overwrite) => all | BigInt(overwrite.deny), 0n),
    );
  };
  sum([guild.id]);
  sum(member.roles);
  sum([userId]);
  return allowed & P.ViewChannel ? allowed : 0n;
}

/** A thread has no overwrites of its own. */
function permissionsAbove(world: World, channel: Channel, userId: string): bigint {
  const parent = world.channels.get(channel.parentId ?? '');
  return parent ? permissionsIn(world, parent, userId) : 0n;
}

/** What an interaction says that the app may do there, also in a private thread that it has not joined. */
export function appPermissions(world: World, channel: Channel): bigint {
  if (!isBotIn(world, channel)) return IN_ANSWERS;
  const { bot } = world;
  return channel.thread
    ? permissionsAbove(world, channel, bot.id)
    : permissionsIn(world, channel, bot.id);
}

/** Whether the bot is on its server, or it is the bot's own DM; elsewhere only the person has installed the app. */
export function isBotIn(world: World, channel: Channel): boolean {
  if (channel.peopleIds) return false;
  const guild = world.guilds.get(channel.guildId ?? '');
  return !guild || guild.members.has(world.bot.id);
}

export type PermissionName = keyof typeof PermissionFlagsBits;

/** Takes permissions from one user in one channel; an empty list gives all of them back. */
export function deny(channel: Channel, userId: string, names: readonly PermissionName[]): void {
  channel.overwrites = channel.overwrites.filter((overwrite) => overwrite.id !== userId);
  if (!names.length) return;
  const bits = names.reduce((all, name) => all | P[name], 0n);
  channel.overwrites.push({ id: userId, type: 1, allow: '0', deny: bits.toString() });
}
