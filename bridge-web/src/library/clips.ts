import { call } from '../api.ts';
import { inParts, type Several } from './several.ts';

/** A clip as the library shows it; times in ms since the epoch. */
export interface Clip {
  id: string;
  ownerId: string;
  /** In whose library it is: whose screen it shows, but for a copy. */
  ownerName?: string;
  /** Of a copy, which somebody has saved: whose screen it shows. */
  sharerId?: string;
  sharerName?: string;
  mine: boolean;
  /** It can be shown to the members of its server. */
  mayBePublic: boolean;
  /** New clips can be made of it. */
  mayTrim: boolean;
  /** It is somebody else's, and can be deleted with its messages; known where it was read alone. */
  mayWithdraw?: boolean;
  guildId: string;
  channelId: string;
  guildName?: string;
  channelName?: string;
  /** Empty when nobody gave one. */
  title: string;
  fromMs: number;
  toMs: number;
  durationMs: number;
  bytes: number;
  width: number;
  height: number;
  createdAtMs: number;
  visibility: Visibility;
  posted: ClipPost[];
  /** Goes by itself then. */
  expiresAtMs: number | null;
  /** `videoMs`: where in the video. */
  marks: { atMs: number; label: string; videoMs: number }[];
  /** Else each is only about there, at the latest: gaps were cut out, and it is not known where. */
  exactMarks: boolean;
  /** Paths of its files. */
  file: string;
  poster: string;
  /** Of its own page, for whoever has it; null when revoked, or not one's own. */
  link: string | null;
}

export type Visibility = 'private' | 'public';

export interface ClipPost {
  to: 'channel' | 'dm';
  guildId: string;
  channelId: string;
  as: 'file' | 'link';
  atMs: number;
  /** Of the message in Discord. */
  url: string;
}

/** By what one can filter. */
export interface Facets {
  people: { id: string; name: string }[];
  channels: { id: string; name: string; guildName?: string }[];
  markers: string[];
}

export interface ClipPage {
  clips: Clip[];
  cursor?: string;
  /** On the first page only. */
  facets?: Facets;
}

export interface Usage {
  clips: number;
  bytes: number;
  /** The next that go. */
  expiring: { id: string; title: string; expiresAtMs: number; bytes: number }[];
  /** What can be clipped now, and its last moment. */
  bufferBytes: number;
  bufferToMs?: number;
}

export interface Change {
  title?: string;
  visibility?: Visibility;
  /** It does not go by itself any more. */
  keep?: true;
}

const CLIPS = '/api/clips';

/** @param query see filters.ts */
export const readClips = (query: string) => call<ClipPage>('GET', `${CLIPS}?${query}`);
export const readUsage = () => call<Usage>('GET', `${CLIPS}/usage`);
export const readClip = (id: string) => call<Clip>('GET', `${CLIPS}/${encodeURIComponent(id)}`);
/** With the messages that show it, for good. @returns how many of those could not be deleted */
export const withdrawClip = (id: string) =>
  call<{ left: number }>('POST', `${CLIPS}/${id}/withdraw`);
export const changeClip = (id: string, change: Change) =>
  call<Clip>('PATCH', `${CLIPS}/${id}`, change);
export const deleteClips = (ids: string[]) => several('delete', ids);
/** Within a minute after they were deleted. */
export const restoreClips = (ids: string[]) => several('restore', ids);
export const changeClips = (ids: string[], change: Omit<Change, 'title'>) =>
  several('change', ids, change);
export const newLink = (id: string) => call<{ link: string }>('POST', `${CLIPS}/${id}/link`);
export const revokeLinks = (id: string) => call<void>('DELETE', `${CLIPS}/${id}/link`);

function several(what: string, ids: string[], more = {}): Promise<Several> {
  return inParts(ids, (part) => call('POST', `${CLIPS}/${what}`, { ids: part, ...more }));
}
