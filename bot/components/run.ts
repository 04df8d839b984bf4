import type { MessageComponentInteraction, ModalSubmitInteraction } from 'discord.js';
import type { ClipOrder } from '../../server/clips/order.ts';
import { UserError } from '../../server/errors.ts';
import { parseCustomId } from '../custom-id.ts';
import { presentId } from '../old-ids.ts';
import type { TakeOrder } from '../take-order.ts';
import type { Parts } from './component.ts';
import { components } from './index.ts';

/** The layout of custom ids that components have now; an older one is given its own when that changes. */
const VERSION = 1;

/** Brings a press, or a form that was sent, to its component. @throws UserError for a custom id that is none of ours */
export async function runComponent(
  interaction: MessageComponentInteraction | ModalSubmitInteraction,
  { takeOrder, ...parts }: Parts & { momentMs: number; takeOrder: TakeOrder },
): Promise<void> {
  const { name, version, values = [] } = parseCustomId(presentId(interaction.customId)) ?? {};
  const known = components.find(
    (one) => one.name === name && version === VERSION && one.values === values.length,
  );
  const press = { ...parts, values };
  if (known?.kind === 'button' && interaction.isButton()) {
    const take = (order: ClipOrder) => takeOrder(interaction, order);
    return known.run({ ...press, interaction, take });
  }
  if (known?.kind === 'select' && interaction.isAnySelectMenu()) {
    return known.run({ ...press, interaction });
  }
  if (known?.kind === 'form' && interaction.isModalSubmit()) {
    return known.run({ ...press, interaction });
  }
  throw new UserError((words) => words.bot.noButton);
}
