import { ComponentType } from 'discord.js';
import { personOf, type Used } from '../commands/place.ts';
import { mayKeep } from '../server/clips/may-keep.ts';
import { UserError } from '../server/errors.ts';
import type { Services } from '../server/services.ts';
import { wordsAt } from '../server/words/words.ts';
import type { ShownClip } from './shown-clip.ts';
import { linkButton, renameButton } from './trim-answer.ts';

/**
 * Answers, after a private deferral, that the clip is in the person's own library and stays there.
 * @throws UserError (403) for who may not watch it, (404) when it goes meanwhile
 */
export async function answerSave(
  interaction: Used,
  { clip, isWhole }: ShownClip,
  services: Services,
): Promise<void> {
  const { links, orders, isMember, publicUrl, saveClip } = services;
  const { id: userId } = interaction.user;
  if (!(await mayKeep(userId, clip, { seesIt: isWhole, isMember }))) {
    throw new UserError(({ pressed }) => pressed.privateNotKept, { status: 403 });
  }
  const saved = await saveClip(userId, clip, orders.newId(Date.now()));
  if (!saved) throw new UserError(({ pressed }) => pressed.saveGone, { status: 404 });
  const words = wordsAt(interaction.locale);
  const token = await links.create(personOf(interaction));
  const url = `${publicUrl}/library?clip=${saved.clip.id}#link=${token}`;
  const components = [linkButton(words.buttons.openLibrary, url), renameButton(saved.clip, words)];
  await interaction.editReply({
    content: saved.before ? words.pressed.savedBefore : words.pressed.saved,
    components: [{ type: ComponentType.ActionRow, components }],
  });
}
