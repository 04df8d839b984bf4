import { type ChatInputCommandInteraction, PermissionFlagsBits } from 'discord.js';
import { NO_GUILD } from '../server/auth/access.ts';
import { UserError } from '../server/errors.ts';

/** The server and channel of a command, as names for people and ids for us. */
export function placeOf(interaction: ChatInputCommandInteraction) {
  const { guild, guildId, channel, channelId } = interaction;
  const channelName = channel && 'name' in channel && channel.name ? channel.name : null;
  return {
    guild: { id: guildId ?? NO_GUILD, name: guild?.name ?? (guildId ? 'this server' : 'you') },
    channel: { id: channelId, name: channelName ?? 'direct messages' },
  };
}

/** Settled before anything is rendered. @throws UserError that names the right that is missing */
export function needUploadRight(interaction: ChatInputCommandInteraction): void {
  if (!interaction.inGuild()) return;
  if (interaction.appPermissions.has(PermissionFlagsBits.AttachFiles)) return;
  const { channel } = placeOf(interaction);
  throw new UserError(
    `I may not attach files in #${channel.name}. Somebody who manages the server has to give me the right "Attach Files" there; or use \`to: dm\`.`,
  );
}
