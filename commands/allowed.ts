import type { ClipOrder } from '../server/clips/order.ts';
import { UserError } from '../server/errors.ts';
import type { Services } from '../server/services.ts';
import { rolesIn, type Used } from './place.ts';
import { within } from './soon.ts';

const LATE = Symbol('late');

/**
 * @returns the order as the sharer and the server allow it
 * @throws UserError where they don't, and (503) where Discord does not say in time who may
 */
export async function allowed(
  order: ClipOrder,
  call: { interaction: Used; momentMs: number; services: Pick<Services, 'mayClip' | 'rules'> },
): Promise<ClipOrder> {
  const { interaction, momentMs, services } = call;
  const opened = await within(services.mayClip.need(order), LATE);
  if (opened === LATE) throw new UserError(({ http }) => http.discordAway, { status: 503 });
  const asked = { momentMs, roles: rolesIn(interaction) };
  return { ...order, only: opened?.only, ...(await services.rules.settle(order, asked)) };
}
