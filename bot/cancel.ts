import { type APIMessage, ButtonStyle, ComponentType } from 'discord.js';
import type { ClipOrder } from '../server/clips/order.ts';
import type { Cancelled } from '../server/clips/order-desk.ts';
import { renderCustomId } from './custom-id.ts';

const NAME = 'cancel';

export type Cancel = (orderId: string, userId: string) => Cancelled;

/** Below the words about an order that is being worked on. */
export function cancelButton({ id }: ClipOrder) {
  const style = ButtonStyle.Secondary as const;
  const button = {
    type: ComponentType.Button,
    style,
    label: 'Cancel',
    custom_id: renderCustomId({ name: NAME, values: [id] }),
  } as const;
  return { type: ComponentType.ActionRow, components: [button] } as const;
}

/** Whether these are components of a message about an order that is being worked on. */
export function hasCancelButton(components: APIMessage['components']): boolean {
  return JSON.stringify(components ?? []).includes(`"custom_id":"${NAME}:`);
}
