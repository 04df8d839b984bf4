import {
  type APIActionRowComponent,
  type APIButtonComponent,
  ButtonStyle,
  ComponentType,
} from 'discord.js';
import { createClippedByOthers } from '../server/clips/clipped-by-others.ts';
import type { ClipOrder } from '../server/clips/order.ts';
import type { Services } from '../server/services.ts';
import { withUrgency } from '../server/urgency.ts';
import { type Words, wordsIn } from '../server/words/words.ts';
import { renderCustomId } from './custom-id.ts';
import type { Notify } from './notify.ts';
import type { MessagePlace } from './ways.ts';

/** Tells whose share it is that somebody else has clipped it, once a clip: on their open pages, else by DM. */
export function createTellSharer(services: Services, notify: Notify) {
  const { store, events, languages, names } = services;
  const clipped = createClippedByOthers(store);

  return async (order: ClipOrder, place: MessagePlace | null): Promise<void> => {
    const { id, clipId, sharerId, requesterId, guildId, channelId } = order;
    if (clipId !== undefined || sharerId === requesterId) return;
    if (!(await clipped.note(id, { ownerId: sharerId, place }))) return;
    const lengthMs = order.toMs - order.fromMs;
    if (await events.hasPage(sharerId)) {
      const by = (await names.person(requesterId, guildId)) ?? null;
      const data = { clipId: id, by, channelId, to: order.to, lengthMs };
      return events.publish(sharerId, { name: 'CLIPPED_BY_OTHER', data });
    }
    const words = wordsIn(await languages.of(sharerId));
    const said = [
      `<@${requesterId}>`,
      words.duration(lengthMs),
      `<t:${Math.floor(order.toMs / 1000)}:T>`,
    ] as const;
    const { here, dm } = words.clipped;
    const content = order.to === 'here' ? here(...said, `<#${channelId}>`) : dm(...said);
    const components = [deleteRow(id, words)];
    await withUrgency('duty', () => notify(sharerId, content, { components }));
  };
}

function deleteRow(clipId: string, { buttons }: Words): APIActionRowComponent<APIButtonComponent> {
  const style = ButtonStyle.Danger;
  const custom_id = renderCustomId({ name: 'withdraw', values: [clipId] });
  const label = buttons.deleteIt;
  const button = { type: ComponentType.Button, style, label, custom_id } as const;
  return { type: ComponentType.ActionRow, components: [button] };
}
