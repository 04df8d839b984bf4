import { PermissionFlagsBits as Right } from 'discord.js';
import type { ClipOrder } from '../server/clips/order.ts';
import { UserError } from '../server/errors.ts';
import type { Words } from '../server/words/words.ts';
import { isBotThere, placeOf, type Used } from './place.ts';

type RightName = keyof Words['places']['rights'];

/**
 * Settled before anything is rendered, for what is posted where it was asked for.
 * @throws UserError that names the right that the bot lacks there, or says why nothing can be posted
 */
export function needPostRights(
  interaction: Used,
  { to, quality }: Pick<ClipOrder, 'to' | 'quality'>,
): void {
  if (to !== 'here') return;
  const { channel, appPermissions } = interaction;
  const { name } = placeOf(interaction).channel;
  if (channel && !channel.isSendable()) {
    throw new UserError(({ places }) => places.takesNone(name));
  }
  const opens = appPermissions.has(Right.ManageThreads);
  if (channel?.isThread() && (channel.archived || (channel.locked && !opens))) {
    throw new UserError(({ places }) => places.threadClosed(name));
  }
  const missing = needed(interaction, quality === 'link').find(
    (right) => !appPermissions.has(Right[right]),
  );
  if (missing) {
    throw new UserError(({ bot, places }) => bot.mayNotPost(name, places.rights[missing]));
  }
}

/** What was posted can be changed later. @throws UserError where the bot can only answer commands */
export function needChangeable(interaction: Used): void {
  if (!isBotThere(interaction)) throw new UserError(({ places }) => places.notMine);
}

/** Without them the answer, or the message that comes where its time is over, would be refused. */
function needed(interaction: Used, isLink: boolean): RightName[] {
  const { channel } = interaction;
  const files: RightName[] = ['AttachFiles', ...(isLink ? (['EmbedLinks'] as const) : [])];
  // Where the bot is not, an answer needs no right to write.
  if (!interaction.inGuild() || !isBotThere(interaction)) return files;
  return [
    'ViewChannel',
    ...(channel?.isVoiceBased() ? (['Connect'] as const) : []),
    channel?.isThread() ? 'SendMessagesInThreads' : 'SendMessages',
    ...files,
  ];
}
