import { ComponentType } from 'discord-api-types/v10';
import type { Interaction } from './interactions.ts';
import { appPermissions, isBotIn, permissionsIn } from './permissions.ts';
import { channelShape, memberShape } from './shapes.ts';
import { type Channel, uploadLimitOf, userOf, type World } from './world.ts';

/** An interaction as the gateway tells it, but for its data. */
export function interactionShape(world: World, interaction: Interaction, channel: Channel) {
  const guild = world.guilds.get(channel.guildId ?? '');
  const member = guild?.members.get(interaction.userId);
  const permissions = permissionsIn(world, channel, interaction.userId).toString();
  const there = isBotIn(world, channel);
  const owners = there ? { '0': guild?.id ?? '0' } : { '1': interaction.userId };
  return {
    id: interaction.id,
    application_id: world.applicationId,
    type: interaction.kind,
    token: interaction.token,
    version: 1,
    channel_id: channel.id,
    channel: { ...channelShape(world, channel), permissions },
    ...(guild && member
      ? {
          guild_id: guild.id,
          guild: { id: guild.id, locale: guild.locale, features: [] },
          guild_locale: guild.locale,
          member: { ...memberShape(world, member), permissions },
        }
      : { user: userOf(world, interaction.userId) }),
    app_permissions: appPermissions(world, channel).toString(),
    locale: world.people.get(interaction.userId)?.locale ?? 'en-US',
    entitlements: [],
    authorizing_integration_owners: owners,
    context: contextOf(channel),
    attachment_size_limit: uploadLimitOf(world, channel),
  };
}

/** A server, the bot's own DM, or other people's. */
export function contextOf({ guildId, peopleIds }: Channel): 0 | 1 | 2 {
  if (guildId) return 0;
  return peopleIds ? 2 : 1;
}

/** The texts of a modal as the bot gets them. */
export function modalData(modal: any, values: Record<string, string>) {
  const input = (component: any) => ({
    type: component.type,
    id: component.id ?? 1,
    custom_id: component.custom_id,
    ...(component.type === ComponentType.TextInput
      ? { value: values[component.custom_id] ?? component.value ?? '' }
      : { values: [values[component.custom_id] ?? []].flat() }),
  });
  return {
    custom_id: modal.custom_id,
    components: modal.components.map((row: any, i: number) =>
      row.type === ComponentType.Label
        ? { type: row.type, id: i + 1, component: input(row.component) }
        : { type: row.type, id: i + 1, components: (row.components ?? []).map(input) },
    ),
  };
}
