import { type Client, Routes } from 'discord.js';
import { type Clip, type ClipPost, shownIn } from '../server/clips/clip.ts';
import type { Services } from '../server/services.ts';
import { is } from './discord-errors.ts';

/** @throws what Discord says, but for a message that is gone already */
export async function deleteMessage(
  { rest }: Pick<Client, 'rest'>,
  { channelId, messageId }: Pick<ClipPost, 'channelId' | 'messageId'>,
): Promise<void> {
  try {
    await rest.delete(Routes.channelMessage(channelId, messageId));
  } catch (error) {
    // Somebody was faster.
    if (!is(error, 'gone')) throw error;
  }
}

/** Its owner can have it back for a minute; not where somebody else, whose screen it shows, wants it gone. */
export async function deleteClip(
  { clips }: Pick<Services, 'clips'>,
  userId: string,
  clip: Clip,
): Promise<void> {
  const isOfOther = clip.ownerId !== userId && shownIn(clip) === userId;
  await (isOfOther ? clips.remove(clip.id) : clips.hide(clip.id));
}
