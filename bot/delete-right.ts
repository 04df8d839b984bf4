import { type ButtonInteraction, PermissionFlagsBits } from 'discord.js';
import type { Clip } from '../server/clips/clip.ts';
import { UserError } from '../server/errors.ts';

/**
 * Who may delete a clip's message: whose screen it shows, who asked for it, and who manages messages there.
 * @throws UserError (403) for everybody else
 */
export function needMayDelete(interaction: ButtonInteraction, theirs: string[]): void {
  if (theirs.includes(interaction.user.id) || isModerator(interaction)) return;
  throw new UserError(({ pressed }) => pressed.deleteNotYours, { status: 403 });
}

/** Whether the clip goes with its message: what its owner keeps, and what another server made, is not others' to delete. */
export function mayDeleteClip(interaction: ButtonInteraction, clip: Clip): boolean {
  const { user, guildId } = interaction;
  if (clip.ownerId === user.id) return true;
  if (clip.kept) return false;
  return clip.requesterId === user.id || (isModerator(interaction) && clip.guildId === guildId);
}

function isModerator({ memberPermissions }: ButtonInteraction): boolean {
  return memberPermissions?.has(PermissionFlagsBits.ManageMessages) ?? false;
}
