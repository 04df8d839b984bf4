import type { ClipOrder } from '../server/clips/order.ts';
import type { Services } from '../server/services.ts';
import { rolesIn, type Used } from './place.ts';

/** @returns the order as the sharer and the server allow it. @throws UserError where they don't */
export async function allowed(
  order: ClipOrder,
  call: { interaction: Used; momentMs: number; services: Pick<Services, 'mayClip' | 'rules'> },
): Promise<ClipOrder> {
  const { interaction, momentMs, services } = call;
  const opened = await services.mayClip.need(order);
  const asked = { momentMs, roles: rolesIn(interaction) };
  return { ...order, only: opened?.only, ...(await services.rules.settle(order, asked)) };
}
