import type { ClipOrder } from '../server/clips/order.ts';
import { UserError } from '../server/errors.ts';
import type { Services } from '../server/services.ts';
import { rolesIn, type Used } from './place.ts';
import { needPostRights } from './post-rights.ts';
import { within } from './soon.ts';

const LATE = Symbol('late');

/**
 * @returns the order as the sharer and the server allow it, where the bot may post it
 * @throws UserError where they or the bot's rights don't, and (503) where Discord does not say in time who may
 */
export async function allowed(
  order: ClipOrder,
  call: {
    interaction: Used;
    momentMs: number;
    services: Pick<Services, 'mayClip' | 'rules' | 'config'>;
  },
): Promise<ClipOrder> {
  const { interaction, momentMs, services } = call;
  const opened = await within(services.mayClip.need(order), LATE);
  if (opened === LATE) throw new UserError(({ http }) => http.discordAway, { status: 503 });
  const asked = { momentMs, roles: rolesIn(interaction) };
  const settled = { ...order, only: opened?.only, ...(await services.rules.settle(order, asked)) };
  const quality = settled.quality ?? services.config.clipQuality;
  needPostRights(interaction, { ...settled, quality });
  return settled;
}
