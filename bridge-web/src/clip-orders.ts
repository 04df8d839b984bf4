import { call } from './api.ts';
import type { Target } from './places.ts';

/** A clip that was asked for, and how far it is; times in ms since the epoch. */
export interface ClipOrder {
  id: string;
  title: string;
  fromMs: number;
  toMs: number;
  /** What it shows of that; absent in what an older server kept. */
  lengthMs?: number;
  to: 'channel' | 'dm' | 'library';
  channelId?: string;
  createdAtMs: number;
  state:
    | 'waiting'
    | 'queued'
    | 'cutting'
    | 'rendering'
    | 'posting'
    | 'done'
    | 'failed'
    | 'cancelled';
  /** Of the step that takes time, 0 to 1. */
  part?: number;
  /** How it stands, for a person. */
  words: string;
  clipId?: string;
  messageUrl?: string;
  /** Where it is in the end; `answer`: one that only this person sees. */
  landed?: 'channel' | 'dm' | 'answer' | 'library';
  error?: string;
}

/** Of what a clip is made: the last so much, what came since the last mark, or a part of a preview (media ms). */
export type ClipSource =
  | { durationMs: number }
  | { sinceMark: true }
  | { preview: string; fromMs: number; toMs: number };

export type ClipWish = ClipSource &
  Target & {
    title?: string;
    visibility?: 'private' | 'public';
    quality?: 'fit' | 'full' | 'link';
    voice?: 'on' | 'off';
  };

/** @returns the order's id @throws ApiError with words for the person */
export const orderClip = (wish: ClipWish) => call<{ id: string }>('POST', '/api/clips', wish);

/** Posts a clip of the library (once more). */
export const postClip = (clipId: string, target: Target) =>
  call<{ id: string }>('POST', `/api/clips/${clipId}/post`, target);

/** Newest first. */
export const readOrders = async () =>
  (await call<{ orders: ClipOrder[] }>('GET', '/api/clips/orders')).orders;

export const cancelOrder = (id: string) => call<void>('POST', `/api/clips/orders/${id}/cancel`);

export const lengthOf = ({ lengthMs, fromMs, toMs }: ClipOrder) => lengthMs ?? toMs - fromMs;

export const isOver = ({ state }: ClipOrder) =>
  state === 'done' || state === 'failed' || state === 'cancelled';

/** Puts the newer state of one order into a list of them. */
export function withOrder(orders: ClipOrder[], order: ClipOrder): ClipOrder[] {
  const others = orders.filter(({ id }) => id !== order.id);
  return [order, ...others].sort((a, b) => b.createdAtMs - a.createdAtMs);
}
