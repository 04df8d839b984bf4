import { call } from './api.ts';

/** Where the person and the bot may both post; limits in bytes. */
export interface Places {
  guilds: { id: string; name: string; channels: PlaceChannel[] }[];
  dm: { limitBytes: number };
}

export interface PlaceChannel {
  id: string;
  name: string;
  kind: 'text' | 'voice' | 'thread';
  limitBytes: number;
}

/** Where a clip goes. */
export type Target = { to: 'channel'; channelId: string } | { to: 'dm' } | { to: 'library' };

export const readPlaces = () => call<Places>('GET', '/api/channels');

/** What may be posted there, bytes; undefined: as much as one likes. */
export function limitOf(target: Target, places: Places): number | undefined {
  if (target.to === 'library') return undefined;
  if (target.to === 'dm') return places.dm.limitBytes;
  return channelsOf(places).find(({ id }) => id === target.channelId)?.limitBytes;
}

export function channelsOf({ guilds }: Places): PlaceChannel[] {
  return guilds.flatMap(({ channels }) => channels);
}
