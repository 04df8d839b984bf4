import { type Interaction, PermissionFlagsBits } from 'discord.js';
import { UserError } from '../../server/errors.ts';

/**
 * The server, for who may manage it, as Discord says at this moment.
 * @throws UserError (403) for everybody else, and where the bot is not
 */
export function needManager({ guild, memberPermissions }: Interaction): {
  id: string;
  name: string;
} {
  if (!guild) {
    throw new UserError(({ settings }) => settings.noServer, { status: 403 });
  }
  if (!memberPermissions?.has(PermissionFlagsBits.ManageGuild)) {
    throw new UserError(({ settings }) => settings.notManager, { status: 403 });
  }
  return { id: guild.id, name: guild.name };
}
