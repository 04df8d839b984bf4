import { type ButtonInteraction, DiscordAPIError } from 'discord.js';
import { shownIn } from '../../server/clips/clip.ts';
import { UserError } from '../../server/errors.ts';
import { wordsIn } from '../../server/words/words.ts';
import { deleteClip, deleteMessage } from '../delete-clip.ts';
import { type Deleter, deleterOf, mayDeleteClip, needMayDelete } from '../delete-right.ts';
import type { ButtonPress, Component } from './component.ts';

/** Deletes a clip's message, and the clip where it is theirs to delete. */
export const deleteYes: Component = {
  name: 'delete-yes',
  kind: 'button',
  values: 4,
  async run(press) {
    const { interaction, values, services } = press;
    const [clipId = '', messageId = '', sharerId = '', requesterId = ''] = values;
    await interaction.deferUpdate();
    const deleter = await deleterOf(interaction, services);
    needMayDelete(deleter, [sharerId, requesterId]);
    await needDeleted(interaction, messageId);
    const content = await deleteTheClip(press, deleter, clipId);
    await interaction.editReply({ content, components: [] });
  },
};

/** @throws UserError where Discord does not let the bot */
async function needDeleted(interaction: ButtonInteraction, messageId: string): Promise<void> {
  const { client, channelId } = interaction;
  try {
    await deleteMessage(client, { channelId, messageId });
  } catch (error) {
    if (!(error instanceof DiscordAPIError) || error.status >= 500) throw error;
    const words = 'Discord does not let me delete this message, as I am not in this channel.';
    throw new UserError(`${words} You can delete the clip in your library.`, { cause: error });
  }
}

/** @returns what came of it, for the person */
async function deleteTheClip(
  { interaction, services, notify }: ButtonPress,
  deleter: Deleter,
  clipId: string,
): Promise<string> {
  const { userId, by } = deleter;
  const clip = await services.clips.get(clipId);
  if (!clip) return 'The message is deleted; the clip was gone before.';
  if (!mayDeleteClip(deleter, clip)) {
    return 'The message is deleted. The clip is still in its owner’s library.';
  }
  await deleteClip(services, userId, clip);
  if (![clip.ownerId, clip.requesterId].includes(userId)) {
    const { deleted } = wordsIn(await services.languages.of(clip.ownerId));
    const channel = `<#${interaction.channelId}>`;
    const words = `<@${userId}>, who manages messages in ${channel},`;
    if (shownIn(clip) === userId) await notify(clip.ownerId, deleted.bySharer(1));
    else if (by === 'role') await notify(clip.ownerId, deleted.byRole(`<@${userId}>`, channel));
    else await notify(clip.ownerId, `**Your clip** · ${words} deleted a clip of yours there.`);
  }
  return 'The message and the clip are deleted.';
}
