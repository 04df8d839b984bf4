import { ChannelType, PermissionFlagsBits as P } from 'discord-api-types/v10';
import type { Interaction } from './interactions.ts';
import type { StoredMessage } from './messages.ts';
import { permissionsIn } from './permissions.ts';
import type { Sandbox } from './sandbox.ts';
import type { Channel, World } from './world.ts';

/** A DM is for its one person, a channel for those who may view it. */
export function canSee(world: World, channel: Channel | undefined, userId: string): boolean {
  if (!channel) return false;
  if (channel.peopleIds) return channel.peopleIds.includes(userId);
  if (channel.recipientId) return channel.recipientId === userId;
  return Boolean(permissionsIn(world, channel, userId) & P.ViewChannel);
}

export function messageView({ messages }: Pick<Sandbox, 'messages'>, message: StoredMessage) {
  return { ...messages.shape(message), ...(message.onlyFor && { only_for: message.onlyFor }) };
}

/** Without the token, which is the bot's alone. */
export function interactionView({ token: _, ...interaction }: Interaction) {
  return interaction;
}

/** The world as one person's page shows it, with the settings that can be changed there. */
export function worldView(sandbox: Sandbox, userId: string) {
  const { world, faults } = sandbox;
  const channels = [...world.channels.values()].filter((one) => canSee(world, one, userId));
  const view = (channel: (typeof channels)[number]) => ({
    id: channel.id,
    name: channel.name,
    voice: channel.type === ChannelType.GuildVoice,
    overwrites: channel.overwrites,
  });
  return {
    me: userId,
    bot: world.bot,
    people: [...world.people.values()].map(({ user, takesDms, locale }) => ({
      ...user,
      takesDms,
      locale,
    })),
    guilds: [...world.guilds.values()]
      .filter((guild) => guild.members.has(userId))
      .map((guild) => ({
        id: guild.id,
        name: guild.name,
        uploadLimit: guild.uploadLimit,
        locale: guild.locale,
        members: [...guild.members.keys()],
        channels: channels.filter((channel) => channel.guildId === guild.id).map(view),
      })),
    dm: channels.filter((channel) => channel.recipientId).map(view)[0],
    faults: faults.list(),
    online: sandbox.gateway.sessions().some((session) => session.connected),
  };
}

export type WorldView = ReturnType<typeof worldView>;
