import { PermissionFlagsBits } from 'discord-api-types/v10';
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

export type PermissionName = keyof typeof PermissionFlagsBits;

/** Takes permissions from one user in one channel; an empty list gives all of them back. */
export function deny(channel: Channel, userId: string, names: readonly PermissionName[]): void {
  channel.overwrites = channel.overwrites.filter((overwrite) => overwrite.id !== userId);
  if (!names.length) return;
  const bits = names.reduce((all, name) => all | P[name], 0n);
  channel.overwrites.push({ id: userId, type: 1, allow: '0', deny: bits.toString() });
}
