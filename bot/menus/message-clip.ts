import type { MessageContextMenuCommandInteraction } from 'discord.js';
import { UserError } from '../../server/errors.ts';
import type { Say } from '../../server/words/words.ts';
import { clipIdIn } from '../clip-buttons.ts';
import { pressedClip, type ShownClip } from '../shown-clip.ts';
import type { MenuCall } from './menu.ts';

/** The clip of the message that a menu was opened on. @throws UserError (404) where there is none, or none any more */
export async function messageClip(
  call: MenuCall<MessageContextMenuCommandInteraction>,
  why?: Say,
): Promise<ShownClip> {
  const { targetMessage: message, client } = call.interaction;
  // Anybody's bot could call its buttons like ours.
  const isOurs = message.author.id === client.user.id;
  const components = message.components.map((one) => one.toJSON());
  const clipId = isOurs ? clipIdIn(components) : undefined;
  if (clipId !== undefined) return pressedClip({ message }, clipId, call, why);
  throw new UserError(({ pressed }) => pressed.noClipHere, { status: 404 });
}
