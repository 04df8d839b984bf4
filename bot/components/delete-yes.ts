import { type ButtonInteraction, DiscordAPIError, Routes } from 'discord.js';
import { UserError } from '../../server/errors.ts';
import { wordsAt, wordsIn } from '../../server/words/words.ts';
import { mayDeleteClip, needMayDelete } from '../delete-right.ts';
import type { ButtonPress, Component } from './component.ts';

/** It is gone already. */
const UNKNOWN_MESSAGE = 10008;

/** Deletes a clip's message, and the clip where it is theirs to delete. */
export const deleteYes: Component = {
  name: 'delete-yes',
  kind: 'button',
  values: 4,
  async run(press) {
    const { interaction, values } = press;
    const [clipId = '', messageId = '', sharerId = '', requesterId = ''] = values;
    needMayDelete(interaction, [sharerId, requesterId]);
    await interaction.deferUpdate();
    await deleteMessage(interaction, messageId);
    const content = await deleteClip(press, clipId);
    await interaction.editReply({ content, components: [] });
  },
};

/** @throws UserError where Discord does not let the bot */
async function deleteMessage(interaction: ButtonInteraction, messageId: string): Promise<void> {
  try {
    await interaction.client.rest.delete(Routes.channelMessage(interaction.channelId, messageId));
  } catch (error) {
    if (!(error instanceof DiscordAPIError) || error.status >= 500) throw error;
    if (error.code === UNKNOWN_MESSAGE) return;
    throw new UserError(({ pressed }) => pressed.deleteNotHere, { cause: error });
  }
}

/** @returns what came of it, for the person */
async function deleteClip(
  { interaction, services, notify }: ButtonPress,
  clipId: string,
): Promise<string> {
  const clip = await services.clips.get(clipId);
  const { pressed } = wordsAt(interaction.locale);
  if (!clip) return pressed.deletedGone;
  if (!mayDeleteClip(interaction, clip)) return pressed.deletedNotTheirs;
  await services.clips.hide(clipId);
  const isTheirs = [clip.ownerId, clip.requesterId].includes(interaction.user.id);
  if (!isTheirs) {
    const words = wordsIn(await services.languages.of(clip.ownerId));
    const { user, channelId } = interaction;
    await notify(clip.ownerId, words.pressed.deletedDm(`<@${user.id}>`, `<#${channelId}>`));
  }
  return pressed.deleted;
}
