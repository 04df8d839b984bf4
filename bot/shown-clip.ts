import type { Message, MessageComponentInteraction } from 'discord.js';
import type { Clip } from '../server/clips/clip.ts';
import { UserError } from '../server/errors.ts';
import type { Say } from '../server/words/words.ts';
import type { Parts } from './components/component.ts';

/** The clip that a message shows or showed. */
export interface ShownClip {
  clip: Clip;
  /** Who sees the message sees all of it: the video, or a link to it. */
  isWhole: boolean;
}

const GONE: Say = ({ pressed }) => pressed.gone;

/**
 * The clip below which a button was pressed. Where it is gone, so are its buttons.
 * @throws UserError (404) when it is not kept any more
 */
export async function pressedClip(
  { message }: Pick<MessageComponentInteraction, 'message'>,
  clipId: string,
  { services, lookAtButtons }: Pick<Parts, 'services' | 'lookAtButtons'>,
  why = GONE,
): Promise<ShownClip> {
  const clip = await services.clips.get(clipId);
  if (clip) return { clip, isWhole: isWhole(message) };
  // The person need not wait for it.
  void lookAtButtons({ clipId, channelId: message.channelId, messageId: message.id });
  throw new UserError(why, { status: 404 });
}

/** A GIF has no sound and a sound no pictures; without either there is a link. */
export function isWhole({ attachments }: Pick<Message, 'attachments'>): boolean {
  return attachments.size === 0 || attachments.some(({ name }) => name.endsWith('.mp4'));
}
