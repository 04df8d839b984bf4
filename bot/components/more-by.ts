import { type APIMessage, type ButtonInteraction, Routes } from 'discord.js';
import { allowed } from '../../commands/allowed.ts';
import { orderBy } from '../../commands/order.ts';
import { needChangeable } from '../../commands/post-rights.ts';
import { needRange } from '../../server/clips/asked-range.ts';
import { type Clip, shownIn } from '../../server/clips/clip.ts';
import type { ClipOrder } from '../../server/clips/order.ts';
import { UserError } from '../../server/errors.ts';
import type { Say } from '../../server/words/words.ts';
import { formatOf, needMayLengthen, needMore } from '../longer-clip.ts';
import { orIfMissing } from '../members.ts';
import type { ButtonPress, Component } from './component.ts';

const OTHER: Say = ({ pressed }) => pressed.moreOther;

/** A choice of how much earlier a clip begins: makes the longer one, which takes the place of the shorter one. */
export const moreBy: Component = {
  name: 'more-by',
  kind: 'button',
  values: 3,
  async run(press) {
    const { interaction, values, services, alone, take } = press;
    const [clipId = '', messageId = '', ms = ''] = values;
    const isFirst = await alone(`more ${messageId}`, async () => {
      await interaction.deferUpdate();
      const clip = await services.clips.get(clipId);
      if (!clip?.posted?.some((post) => post.messageId === messageId)) {
        throw new UserError(OTHER, { status: 404 });
      }
      await needMayLengthen(interaction.user, clip, services);
      needChangeable(interaction);
      const moreMs = Math.min(Number(ms), await needMore(clip, services));
      await take(await longer(press, clip, messageId, moreMs));
    });
    if (!isFirst) throw new UserError(({ pressed }) => pressed.moreTwice, { status: 409 });
  },
};

/** @throws UserError where it can't be made, or the bot may not attach it there */
async function longer(
  { interaction, momentMs, services }: ButtonPress,
  clip: Clip,
  messageId: string,
  moreMs: number,
): Promise<ClipOrder> {
  const { channelId } = interaction;
  const route = Routes.channelMessage(channelId, messageId);
  const message = await orIfMissing(interaction.client.rest.get(route) as Promise<APIMessage>);
  if (!message) throw new UserError(OTHER, { status: 404 });
  const { title, visibility, toMs } = clip;
  const range = { fromMs: clip.fromMs - moreMs, toMs, last: false };
  const format = formatOf(message.attachments[0]?.filename);
  needRange(range, { momentMs, windowMs: services.config.windowMs, format });
  const order: ClipOrder = {
    ...orderBy(interaction, momentMs),
    ...{ ...range, lengthMs: clip.durationMs + moreMs, sharerId: shownIn(clip) },
    ...{ to: 'here', title, visibility, format },
    replaces: { clipId: clip.id, channelId, messageId },
  };
  return allowed(order, { interaction, momentMs, services });
}
