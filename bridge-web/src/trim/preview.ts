import { ApiError, call } from '../api.ts';
import type { Source } from './address.ts';

/** A frozen stretch of a buffer or clip. Media ms: 0 is its first picture, gaps are closed up. */
export interface Preview {
  id: string;
  of: 'buffer' | 'clip';
  /** It shows one's own screen; else what is made of it belongs to somebody else. */
  mine: boolean;
  clipId?: string;
  title?: string;
  durationMs: number;
  /** How long a picture is shown. */
  frameMs: number;
  width: number;
  height: number;
  hasSound: boolean;
  /** The sharer's microphone was on; it is not heard here, but in the clip. */
  hasVoice: boolean;
  playlist: string;
  segments: Segment[];
  /** `atMs` in media ms. */
  marks: Mark[];
  thumbnails: Thumbnails;
  waveform: { url: string };
  /** How long it is kept behind the last sign of life. */
  aliveForMs: number;
  /** And behind its opening, at most. */
  longestMs: number;
}

export interface Segment {
  /** Media ms. */
  startMs: number;
  durationMs: number;
  /** Since the epoch. */
  atMs: number;
  bytes: number;
  /** How long most of its pictures are shown. */
  frameMs: number;
  /** Nothing was recorded between the one before and this one. */
  gapBefore: boolean;
}

export interface Mark {
  id: string;
  atMs: number;
  label: string;
}

/** One picture with `count` small ones, row by row; sizes in px of one of them. */
export interface Thumbnails {
  url: string;
  everyMs: number;
  columns: number;
  rows: number;
  count: number;
  width: number;
  height: number;
}

/** The loudest of each stretch, 0 to 255. */
export interface Waveform {
  perSecond: number;
  peaks: number[];
}

/** @throws ApiError */
export const openPreview = ({ clipId }: Source) =>
  call<Preview>('POST', '/api/replay/previews', clipId ? { clipId } : { of: 'buffer' });

/** @returns undefined when it was let go @throws ApiError */
export async function readPreview(id: string): Promise<Preview | undefined> {
  try {
    return await call<Preview>('GET', pathOf(id));
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}

export const readWaveform = (preview: Preview) => call<Waveform>('GET', preview.waveform.url);

export const keepAlive = (id: string) => call<void>('POST', `${pathOf(id)}/alive`);

/** Also while the page is being left. */
export const closePreview = (id: string) => void navigator.sendBeacon(`${pathOf(id)}/close`);

const pathOf = (id: string) => `/api/replay/previews/${encodeURIComponent(id)}`;
