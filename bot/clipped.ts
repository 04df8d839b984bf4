import {
  type APIActionRowComponent,
  type APIButtonComponent,
  ButtonStyle,
  ComponentType,
} from 'discord.js';
import { formatDuration } from '../commands/duration.ts';
import { createClippedByOthers } from '../server/clips/clipped-by-others.ts';
import type { ClipOrder } from '../server/clips/order.ts';
import type { Services } from '../server/services.ts';
import { renderCustomId } from './custom-id.ts';
import type { Notify } from './notify.ts';
import type { MessagePlace } from './ways.ts';

/** Tells whose share it is that somebody else has clipped it, once a clip: on their open pages, else by DM. */
export function createTellSharer(services: Services, notify: Notify) {
  const { store, events, names } = services;
  const clipped = createClippedByOthers(store);

  return async (order: ClipOrder, place: MessagePlace | null): Promise<void> => {
    const { id, clipId, sharerId, requesterId, guildId, channelId } = order;
    if (clipId !== undefined || sharerId === requesterId) return;
    if (!(await clipped.note(id, { ownerId: sharerId, place }))) return;
    const lengthMs = order.toMs - order.fromMs;
    if (events.hasPage(sharerId)) {
      const by = names.person(requesterId, guildId) ?? null;
      const data = { clipId: id, by, channelId, to: order.to, lengthMs };
      return events.publish(sharerId, { name: 'CLIPPED_BY_OTHER', data });
    }
    const where =
      order.to === 'here' ? `It is posted in <#${channelId}>.` : 'They got it by direct message.';
    const at = `<t:${Math.floor(order.toMs / 1000)}:T>`;
    await notify(
      sharerId,
      `<@${requesterId}> has clipped ${formatDuration(lengthMs)} of your screen share, up to ${at}. ${where} Who may clip you is settled on the share page: \`/replay start\`.`,
      [deleteRow(id)],
    );
  };
}

function deleteRow(clipId: string): APIActionRowComponent<APIButtonComponent> {
  const style = ButtonStyle.Danger;
  const custom_id = renderCustomId({ name: 'withdraw', values: [clipId] });
  const button = { type: ComponentType.Button, style, label: 'Delete it', custom_id } as const;
  return { type: ComponentType.ActionRow, components: [button] };
}
