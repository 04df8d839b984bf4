import {
  ActionRowBuilder,
  type APIActionRowComponent,
  type APIButtonComponent,
  ButtonBuilder,
  type ButtonInteraction,
  ButtonStyle,
  ComponentType,
  MessageFlags,
} from 'discord.js';
import { personOf } from '../commands/place.ts';
import type { Services } from '../server/services.ts';

const PREFIX = 'trim:';
const GONE = 'This clip is not kept any more, so there is nothing to trim.';
const NOT_YOURS = 'Only whose screen it shows, or who asked for it, can trim this clip.';

/** Below a posted clip. */
export function trimButton(clipId: string): APIActionRowComponent<APIButtonComponent> {
  const style = ButtonStyle.Secondary;
  const customId = `${PREFIX}${clipId}`;
  const button = { type: ComponentType.Button, style, label: 'Trim', custom_id: customId } as const;
  return { type: ComponentType.ActionRow, components: [button] };
}

export function isTrim(interaction: ButtonInteraction): boolean {
  return interaction.customId.startsWith(PREFIX);
}

/** Answers who may with a personal link to the page on which the clip is trimmed, and everybody else in words. */
export async function pressTrim(
  interaction: ButtonInteraction,
  { clips, links, publicUrl }: Pick<Services, 'clips' | 'links' | 'publicUrl'>,
): Promise<void> {
  await interaction.deferReply({ flags: MessageFlags.Ephemeral });
  const clipId = interaction.customId.slice(PREFIX.length);
  const clip = await clips.get(clipId);
  const { id: userId } = interaction.user;
  if (!clip) return void (await interaction.editReply(GONE));
  if (userId !== clip.ownerId && userId !== clip.requesterId) {
    return void (await interaction.editReply(NOT_YOURS));
  }
  const token = await links.create(personOf(interaction));
  const button = new ButtonBuilder()
    .setStyle(ButtonStyle.Link)
    .setLabel('Trim this clip')
    .setURL(`${publicUrl}/trim#link=${token}&clip=${clipId}`);
  await interaction.editReply({
    content: 'This link is yours alone, works once and for ten minutes.',
    components: [new ActionRowBuilder<ButtonBuilder>().addComponents(button)],
  });
}
