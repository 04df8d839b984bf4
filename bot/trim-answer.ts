import { type APIButtonComponentWithCustomId, ButtonStyle, ComponentType } from 'discord.js';
import { personOf, type Used } from '../commands/place.ts';
import type { Clip } from '../server/clips/clip.ts';
import { mayTrim } from '../server/clips/may-keep.ts';
import { UserError } from '../server/errors.ts';
import type { Services } from '../server/services.ts';
import { type Say, type Words, wordsAt } from '../server/words/words.ts';
import { renderCustomId } from './custom-id.ts';

export const NOTHING_TO_TRIM: Say = ({ post }) => post.trimGone;

/**
 * Answers, after a private deferral, with a personal link to the page on which the clip is trimmed.
 * @throws UserError (403) for everybody who may not
 */
export async function answerTrim(
  interaction: Used,
  clip: Clip,
  { links, publicUrl }: Pick<Services, 'links' | 'publicUrl'>,
): Promise<void> {
  const { id: userId } = interaction.user;
  if (!mayTrim(userId, clip)) throw new UserError(({ post }) => post.trimNotYours, { status: 403 });
  const words = wordsAt(interaction.locale);
  const token = await links.create(personOf(interaction));
  const url = `${publicUrl}/trim#link=${token}&clip=${clip.id}`;
  const trim = linkButton(words.buttons.trimThis, url);
  const components = clip.ownerId === userId ? [trim, renameButton(clip, words)] : [trim];
  await interaction.editReply({
    content: words.bot.personalLink,
    components: [{ type: ComponentType.ActionRow, components }],
  });
}

export function linkButton(label: string, url: string) {
  return { type: ComponentType.Button, style: ButtonStyle.Link, label, url } as const;
}

/** For its owner alone. */
export function renameButton(
  { id }: Pick<Clip, 'id'>,
  { buttons }: Words,
): APIButtonComponentWithCustomId {
  return {
    ...{ type: ComponentType.Button, style: ButtonStyle.Secondary, label: buttons.rename },
    custom_id: renderCustomId({ name: 'rename', values: [id] }),
  };
}
