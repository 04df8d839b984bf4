import {
  type APIMessage,
  type ButtonInteraction,
  ButtonStyle,
  ComponentType,
  MessageFlags,
} from 'discord.js';
import { answerLanguage, type ClipOrder } from '../server/clips/order.ts';
import type { Cancelled } from '../server/clips/order-desk.ts';
import { wordsAt, wordsIn } from '../server/words/words.ts';

const PREFIX = 'cancel:';

export type Cancel = (orderId: string, userId: string) => Cancelled;

/** Below the words about an order that is being worked on. */
export function cancelButton(order: Pick<ClipOrder, 'id' | 'to' | 'languages'>) {
  const style = ButtonStyle.Secondary as const;
  const button = {
    type: ComponentType.Button,
    style,
    label: wordsIn(answerLanguage(order)).buttons.cancel,
    custom_id: `${PREFIX}${order.id}`,
  } as const;
  return { type: ComponentType.ActionRow, components: [button] } as const;
}

/** Whether these are components of a message about an order that is being worked on. */
export function hasCancelButton(components: APIMessage['components']): boolean {
  return JSON.stringify(components ?? []).includes(`"custom_id":"${PREFIX}`);
}

export function isCancel(interaction: ButtonInteraction): boolean {
  return interaction.customId.startsWith(PREFIX);
}

/** Answers the button, also one that an earlier process has made. */
export async function pressCancel(interaction: ButtonInteraction, cancel: Cancel): Promise<void> {
  const outcome = cancel(interaction.customId.slice(PREFIX.length), interaction.user.id);
  // The words come with the order's own end.
  if (outcome === 'yes') return void (await interaction.deferUpdate());
  const content = wordsAt(interaction.locale).orders.notCancelled[outcome];
  await interaction.reply({ content, flags: MessageFlags.Ephemeral });
}
