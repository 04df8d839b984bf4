import { ComponentType } from 'discord.js';
import { personOf, type Used } from '../commands/place.ts';
import { mayKeep } from '../server/clips/may-keep.ts';
import { UserError } from '../server/errors.ts';
import type { Services } from '../server/services.ts';
import type { ShownClip } from './shown-clip.ts';
import { linkButton, renameButton } from './trim-answer.ts';

const NOT_SHOWN =
  'This clip is private, and only a part of it is shown here, so it can not be kept.';
const GONE = 'This clip is not kept any more, so it can not be saved.';

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
    throw new UserError(NOT_SHOWN, { status: 403 });
  }
  const saved = await saveClip(userId, clip, orders.newId(Date.now()));
  if (!saved) throw new UserError(GONE, { status: 404 });
  const token = await links.create(personOf(interaction));
  const url = `${publicUrl}/library?clip=${saved.clip.id}#link=${token}`;
  const components = [linkButton('Open my library', url), renameButton(saved.clip)];
  await interaction.editReply({
    content: saved.before
      ? 'It is in your library already, and stays there until you delete it.'
      : 'Saved: it is in your library, and stays there until you delete it.',
    components: [{ type: ComponentType.ActionRow, components }],
  });
}
