import {
  ApplicationIntegrationType,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  type ContextMenuCommandInteraction,
  InteractionContextType,
} from 'discord.js';
import { NO_GUILD } from '../server/auth/access.ts';
import type { Identity } from '../server/auth/identity.ts';
import { wordsAt } from '../server/words/words.ts';

/** What somebody typed, pressed or chose from a menu. */
export type Used = ChatInputCommandInteraction | ButtonInteraction | ContextMenuCommandInteraction;

/** The server and channel of a command, as names for people and ids for us. */
export function placeOf(interaction: Used) {
  const { bot } = wordsAt(interaction.locale);
  const { guild, guildId, channel, channelId } = interaction;
  const channelName = channel && 'name' in channel && channel.name ? channel.name : null;
  return {
    guild: {
      id: guildId ?? NO_GUILD,
      name: guild?.name ?? (guildId ? bot.thisServer : bot.yourself),
    },
    channel: { id: channelId, name: channelName ?? bot.directMessages },
  };
}

/** Who somebody is on the pages, by a link that leaves open which channel they share for. */
export function personOf({ user }: Used): Identity {
  return {
    user: { id: user.id, name: user.displayName, avatarUrl: user.avatarURL({ size: 64 }) },
    ...{ guild: null, channel: null },
  };
}

/** The same, by a link to share for the channel in which they get it. */
export function sharerOf(interaction: Used) {
  return { ...personOf(interaction), ...placeOf(interaction) };
}

/** The ids of somebody's roles, as Discord told them with what they did; undefined in direct messages. */
export function rolesIn({ member }: Used): string[] | undefined {
  if (!member) return undefined;
  return Array.isArray(member.roles) ? member.roles : [...member.roles.cache.keys()];
}

/** Whether the bot is where this was done; elsewhere only its person has installed the app. */
export function isBotThere({ guildId, context, authorizingIntegrationOwners: owners }: Used) {
  if (context === InteractionContextType.PrivateChannel) return false;
  return guildId === null || owners[ApplicationIntegrationType.GuildInstall] !== undefined;
}
