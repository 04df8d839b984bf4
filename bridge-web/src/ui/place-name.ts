import type { ClipOrder } from '../clip-orders.ts';
import { channelsOf, type Places } from '../places.ts';
import { say } from './order-texts.ts';

/** Where an order goes, for a person. */
export function placeName(
  { to, channelId }: Pick<ClipOrder, 'to' | 'channelId'>,
  places: Places | undefined,
): string {
  if (to === 'library') return say.library;
  if (to === 'dm') return say.dm;
  const channel = places && channelsOf(places).find(({ id }) => id === channelId);
  return channel ? `#${channel.name}` : say.channel;
}
