import type { ButtonInteraction } from 'discord.js';
import { type Clip, shownIn } from '../../server/clips/clip.ts';
import { type Deleter, mayDeleteClip } from '../../server/clips/may-delete.ts';
import { UserError } from '../../server/errors.ts';
import { wordsAt, wordsIn } from '../../server/words/words.ts';
import { deleteClip, deleteMessage } from '../delete-clip.ts';
import { deleterOf, needMayDelete } from '../delete-right.ts';
import { isDiscords, meaningOf } from '../discord-errors.ts';
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
    const clip = await services.clips.get(clipId);
    await needDeleted(interaction, messageId, deleter, clip);
    const content = await deleteTheClip(press, deleter, clipId);
    await interaction.editReply({ content, components: [] });
  },
};

/** @throws UserError where Discord does not let the bot */
async function needDeleted(
  { client, channelId }: ButtonInteraction,
  messageId: string,
  { userId, by }: Deleter,
  clip: Clip | undefined,
): Promise<void> {
  try {
    await deleteMessage(client, { channelId, messageId });
  } catch (error) {
    if (!isDiscords(error)) throw error;
    const { kind, say } = meaningOf(error);
    if (kind !== 'hidden' && kind !== 'forbidden') {
      throw say ? new UserError(say, { status: 502, cause: error }) : error;
    }
    const isTheirs = clip?.ownerId === userId;
    throw new UserError(
      ({ pressed }) => {
        const byHand = by === 'messages' ? pressed.deleteByHand : pressed.deleteAskManager;
        return `${pressed.deleteNotHere} ${isTheirs ? pressed.deleteInLibrary : byHand}`;
      },
      { cause: error },
    );
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
  const { pressed } = wordsAt(interaction.locale);
  if (!clip) return pressed.deletedGone;
  if (!mayDeleteClip(deleter, clip)) return pressed.deletedNotTheirs;
  await deleteClip(services, userId, clip);
  if (![clip.ownerId, clip.requesterId].includes(userId)) {
    const words = wordsIn(await services.languages.of(clip.ownerId));
    const [person, channel] = [`<@${userId}>`, `<#${interaction.channelId}>`];
    if (shownIn(clip) === userId) await notify(clip.ownerId, words.deleted.bySharer(1));
    else if (by === 'role') await notify(clip.ownerId, words.deleted.byRole(person, channel));
    else await notify(clip.ownerId, words.pressed.deletedDm(person, channel));
  }
  return pressed.deleted;
}
