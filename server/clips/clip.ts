import type { ClockPoint } from './clip-clock.ts';
import type { LinkState } from './clip-link.ts';

/** A finished clip; its video is `{id}.mp4` and its poster `{id}.jpg` where files.ts keeps them. */
export interface Clip {
  id: string;
  /** Whose screen it shows, or who keeps a copy of it. */
  ownerId: string;
  /** Of a copy: whose screen it shows. */
  sharerId?: string;
  requesterId: string;
  guildId: string;
  channelId: string;
  /** Empty when nobody gave one. */
  title: string;
  /** The range it shows, ms since the epoch. */
  fromMs: number;
  toMs: number;
  durationMs: number;
  /** When its pictures were shown, where gaps were cut out, too; absent in what an older version made. */
  clock?: ClockPoint[];
  bytes: number;
  width: number;
  height: number;
  /** The same for those that show the same because they were cut once; absent in what an older version made. */
  cutId?: string;
  createdAtMs: number;
  /** Public: members of its server may watch it. */
  visibility: 'private' | 'public';
  /** It has one already. */
  poster?: true;
  /** Where it was posted, oldest first. */
  posted?: ClipPost[];
  /** Goes by itself then, ms since the epoch; absent: stays until it is deleted. */
  expiresAtMs?: number;
  /** Its owner said that it stays, whatever becomes of it. */
  kept?: true;
  /** What its owner marked within its range, oldest first. */
  marks?: ClipMark[];
  /** Absent until its link is revoked. */
  link?: LinkState;
}

/** Whose screen a clip shows, also where somebody else keeps it. */
export function shownIn({
  ownerId,
  sharerId = ownerId,
}: Pick<Clip, 'ownerId' | 'sharerId'>): string {
  return sharerId;
}

export interface ClipMark {
  /** ms since the epoch. */
  atMs: number;
  /** Empty when nobody gave one. */
  label: string;
}

/** One place where a clip was posted. */
export interface ClipPost {
  to: 'channel' | 'dm';
  /** Discord's, of the message. */
  guildId: string;
  channelId: string;
  messageId: string;
  as: 'file' | 'link';
  /** ms since the epoch. */
  atMs: number;
}

/** What of a clip can change once it is made. */
export type ClipChange = Partial<
  Pick<Clip, 'title' | 'visibility' | 'posted' | 'expiresAtMs' | 'kept' | 'link'>
>;
