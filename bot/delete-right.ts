import { type ButtonInteraction, PermissionFlagsBits } from 'discord.js';
import { rolesIn } from '../commands/place.ts';
import { NO_GUILD } from '../server/auth/access.ts';
import type { Deleter } from '../server/clips/may-delete.ts';
import { UserError } from '../server/errors.ts';
import type { Services } from '../server/services.ts';

/** Whoever pressed a button: Discord has told their rights with it. */
export async function deleterOf(
  interaction: ButtonInteraction,
  { rules }: Pick<Services, 'rules'>,
): Promise<Deleter> {
  const guildId = interaction.guildId ?? NO_GUILD;
  const { id: userId } = interaction.user;
  if (interaction.memberPermissions?.has(PermissionFlagsBits.ManageMessages)) {
    return { userId, guildId, by: 'messages' };
  }
  const hasRole = await rules.mayDelete({ userId, guildId, roles: rolesIn(interaction) });
  return { userId, guildId, by: hasRole ? 'role' : null };
}

/**
 * Who may delete a clip's message: whose screen it shows, who asked for it, who manages messages there, and who has a
 * role for it.
 * @throws UserError (403) for everybody else
 */
export function needMayDelete({ userId, by }: Deleter, theirs: string[]): void {
  if (theirs.includes(userId) || by !== null) return;
  throw new UserError(({ pressed }) => pressed.deleteNotYours, { status: 403 });
}
