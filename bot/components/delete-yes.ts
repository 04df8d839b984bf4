import { type ButtonInteraction, DiscordAPIError, Routes } from 'discord.js';
import { UserError } from '../../server/errors.ts';
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
    const words = 'Discord does not let me delete this message, as I am not in this channel.';
    throw new UserError(`${words} You can delete the clip in your library.`, { cause: error });
  }
}

/** @returns what came of it, for the person */
async function deleteClip(
  { interaction, services, notify }: ButtonPress,
  clipId: string,
): Promise<string> {
  const clip = await services.clips.get(clipId);
  if (!clip) return 'The message is deleted; the clip was gone before.';
  if (!mayDeleteClip(interaction, clip)) {
    return 'The message is deleted. The clip is still in its owner’s library.';
  }
  await services.clips.hide(clipId);
  const isTheirs = [clip.ownerId, clip.requesterId].includes(interaction.user.id);
  if (!isTheirs) {
    const words = `<@${interaction.user.id}>, who manages messages in <#${interaction.channelId}>,`;
    await notify(clip.ownerId, `**Your clip** · ${words} deleted a clip of yours there.`);
  }
  return 'The message and the clip are deleted.';
}
