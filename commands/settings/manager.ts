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
    throw new UserError('Settings belong to a server that I am on. Type this there.', {
      status: 403,
    });
  }
  if (!memberPermissions?.has(PermissionFlagsBits.ManageGuild)) {
    const words = 'Only who may manage this server sees and changes its settings: ask for the';
    throw new UserError(`${words} right "Manage Server".`, { status: 403 });
  }
  return { id: guild.id, name: guild.name };
}
