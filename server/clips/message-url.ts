import { NO_GUILD } from '../auth/access.ts';
import type { ClipPost } from './library.ts';

/** Where Discord shows a message, for who may see it. */
export function messageUrl({
  guildId,
  channelId,
  messageId,
}: Pick<ClipPost, 'guildId' | 'channelId' | 'messageId'>): string {
  const place = guildId === NO_GUILD ? '@me' : guildId;
  return `https://discord.com/channels/${place}/${channelId}/${messageId}`;
}
