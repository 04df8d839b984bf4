/** One LiveKit room for one Discord channel. `roomName` and `parseRoomName` are inverses. */
export interface Channel {
  guildId: string;
  channelId: string;
}

/** Rooms that don't start so belong to somebody else on the same LiveKit server. */
export const ROOM_PREFIX = 'replay_';

const PATTERN = new RegExp(`^${ROOM_PREFIX}(\\d{1,20})_(\\d{1,20})$`);

/** `replay_{guildId}_{channelId}` */
export function roomName(guildId: string, channelId: string): string {
  return `${ROOM_PREFIX}${guildId}_${channelId}`;
}

/** @returns null when the name is not one of ours */
export function parseRoomName(name: string): Channel | null {
  const [, guildId, channelId] = PATTERN.exec(name) ?? [];
  return guildId && channelId ? { guildId, channelId } : null;
}
