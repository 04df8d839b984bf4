import { type APIMessage, ButtonStyle, ComponentType } from 'discord.js';
import { answerLanguage, type ClipOrder } from '../server/clips/order.ts';
import type { Cancelled } from '../server/clips/order-desk.ts';
import { wordsIn } from '../server/words/words.ts';
import { renderCustomId } from './custom-id.ts';

const NAME = 'cancel';

/** Of what any process works on. */
export type Cancel = (orderId: string, userId: string) => Promise<Cancelled>;

/** Below the words about an order that is being worked on. */
export function cancelButton(order: Pick<ClipOrder, 'id' | 'to' | 'languages'>) {
  const style = ButtonStyle.Secondary as const;
  const button = {
    type: ComponentType.Button,
    style,
    label: wordsIn(answerLanguage(order)).buttons.cancel,
    custom_id: renderCustomId({ name: NAME, values: [order.id] }),
  } as const;
  return { type: ComponentType.ActionRow, components: [button] } as const;
}

/** Whether these are components of a message about an order that is being worked on. */
export function hasCancelButton(components: APIMessage['components']): boolean {
  return JSON.stringify(components ?? []).includes(`"custom_id":"${NAME}:`);
}
