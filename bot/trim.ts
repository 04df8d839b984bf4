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
import { type Words, wordsAt } from '../server/words/words.ts';

const PREFIX = 'trim:';

/** Below a posted clip. */
export function trimButton(
  clipId: string,
  { buttons }: Words,
): APIActionRowComponent<APIButtonComponent> {
  const style = ButtonStyle.Secondary;
  const customId = `${PREFIX}${clipId}`;
  const button = {
    type: ComponentType.Button,
    style,
    label: buttons.trim,
    custom_id: customId,
  } as const;
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
  const words = wordsAt(interaction.locale);
  const clipId = interaction.customId.slice(PREFIX.length);
  const clip = await clips.get(clipId);
  const { id: userId } = interaction.user;
  if (!clip) return void (await interaction.editReply(words.post.trimGone));
  if (userId !== clip.ownerId && userId !== clip.requesterId) {
    return void (await interaction.editReply(words.post.trimNotYours));
  }
  const token = await links.create(personOf(interaction));
  const button = new ButtonBuilder()
    .setStyle(ButtonStyle.Link)
    .setLabel(words.buttons.trimThis)
    .setURL(`${publicUrl}/trim#link=${token}&clip=${clipId}`);
  await interaction.editReply({
    content: words.bot.personalLink,
    components: [new ActionRowBuilder<ButtonBuilder>().addComponents(button)],
  });
}
