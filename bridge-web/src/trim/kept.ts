import type { Target } from '../places.ts';
import type { Source } from './address.ts';
import type { Quality } from './estimate.ts';
import type { Selection } from './selection.ts';

/** How the clip is to be posted. */
export interface Wish {
  /** undefined: not chosen yet. */
  target?: Target;
  title: string;
  visibility: 'private' | 'public';
  quality: Quality;
  /** The sharer's microphone; absent in what an older page kept. */
  voice?: 'on' | 'off';
}

/** What this tab remembers over a reload, a restart of the server, or signing in again. */
export interface Kept {
  /** The preview it was made with. */
  preview: string;
  /** Ms since the epoch. */
  selection: Selection;
  wish: Wish;
  /** Those ordered here, oldest first. */
  orders: string[];
}

const keyOf = ({ clipId }: Source) => `hindsight.trim.${clipId ?? 'buffer'}`;

export function keep(source: Source, kept: Kept): void {
  sessionStorage.setItem(keyOf(source), JSON.stringify(kept));
}

export const readKept = (source: Source) => parseKept(sessionStorage.getItem(keyOf(source)));

/** @returns undefined when there is nothing, or something older than this page */
export function parseKept(text: string | null): Kept | undefined {
  try {
    const kept = JSON.parse(text ?? '') as Kept;
    const times = [kept.selection.fromMs, kept.selection.toMs];
    const isWhole =
      times.every(Number.isFinite) &&
      typeof kept.preview === 'string' &&
      typeof kept.wish.title === 'string' &&
      Array.isArray(kept.orders);
    return isWhole ? kept : undefined;
  } catch {
    return undefined;
  }
}
