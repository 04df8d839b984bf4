import { setTimeout as sleep } from 'node:timers/promises';
import { orderBy } from '../../commands/order.ts';
import { shownIn } from '../../server/clips/clip.ts';
import { mayKeep } from '../../server/clips/may-keep.ts';
import { UserError } from '../../server/errors.ts';
import { pressedClip } from '../shown-clip.ts';
import type { Component } from './component.ts';

/** Discord wants an answer within 3 s, ms. */
const PATIENCE_MS = 2000;

/** Below a posted clip: sends it to whoever presses as a direct message. */
export const toMe: Component = {
  name: 'to-me',
  kind: 'button',
  values: 1,
  async run(press) {
    const { interaction, values, services, momentMs, alone, take } = press;
    const [clipId = ''] = values;
    const { id: userId } = interaction.user;
    const { clip, isWhole } = await pressedClip(interaction, clipId, press);
    const may = mayKeep(userId, clip, { seesIt: isWhole, isMember: services.isMember });
    if (!(await Promise.race([may, tooLate()]))) {
      throw new UserError(({ pressed }) => pressed.private, { status: 403 });
    }
    const order = {
      ...orderBy(interaction, momentMs),
      ...{ clipId, sharerId: shownIn(clip), to: 'dm' as const, title: clip.title },
      ...{ fromMs: clip.fromMs, toMs: clip.toMs, lengthMs: clip.durationMs, last: false },
    };
    const sent = await alone(`to-me ${userId} ${clipId}`, () => take(order));
    if (!sent) throw new UserError(({ pressed }) => pressed.onItsWay, { status: 409 });
  },
};

async function tooLate(): Promise<never> {
  await sleep(PATIENCE_MS, null, { ref: false });
  throw new UserError(({ http }) => http.discordAway, { status: 503 });
}
