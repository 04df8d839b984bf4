import { SnowflakeUtil } from 'discord.js';
import { LANGUAGES, type Language, type Say, USUAL, wordsIn } from '../words/words.ts';
import type { ClipStep } from './maker.ts';
import type { ClipOrder } from './order.ts';

/** How an order stands, or what came of it. */
export interface OrderState {
  state: ClipStep['name'] | 'posting' | 'done' | 'failed' | 'cancelled';
  /** Of what is being done, 0 to 1. */
  part?: number | undefined;
  /** For the person. */
  words: string | Say;
  /** Of the clip, where it is kept. */
  clipId?: string | undefined;
  messageUrl?: string | undefined;
  /** Where it is in the end, which need not be where it was asked for; `answer`: one that only this person sees. */
  landed?: 'channel' | 'dm' | 'answer' | 'library' | undefined;
  /** Why it failed. */
  error?: string | Say | undefined;
}

/** An order as the person's pages show it; times in ms since the epoch. */
export interface OrderView extends OrderState {
  words: string;
  error?: string | undefined;
  id: string;
  title: string;
  fromMs: number;
  toMs: number;
  /** What it shows of that, ms; absent in what an older version kept. */
  lengthMs?: number;
  to: 'channel' | 'dm' | 'library';
  channelId?: string;
  createdAtMs: number;
}

/** As it is kept: in English, and what it says in the other languages; older ones have English alone. */
export interface KeptView extends OrderView {
  inOther?: Partial<Record<Language, Pick<OrderView, 'words' | 'error'>>>;
}

/** Nothing is being done for it yet. */
export const WAITING: OrderState = { state: 'waiting', words: ({ steps }) => steps.turn };

/** In every language. */
export function keptViewOf(order: ClipOrder, state: OrderState): KeptView {
  const others = LANGUAGES.filter((language) => language !== USUAL).map((language) => {
    const { words, error } = viewOf(order, state, language);
    return [language, { words, error }];
  });
  return { ...viewOf(order, state, USUAL), inOther: Object.fromEntries(others) };
}

export function readKept({ inOther, ...view }: KeptView, language: Language): OrderView {
  return { ...view, ...inOther?.[language] };
}

function lengthOf({ fromMs, toMs, lengthMs, gaps }: ClipOrder): number {
  return gaps === 'still' || lengthMs === undefined ? toMs - fromMs : lengthMs;
}

export function viewOf(order: ClipOrder, state: OrderState, language: Language): OrderView {
  const { id, title = '', fromMs, toMs, to, channelId } = order;
  const { words, error, ...rest } = state;
  const inTheirs = (sentence: string | Say) =>
    typeof sentence === 'string' ? sentence : sentence(wordsIn(language));
  return {
    ...{ id, title, fromMs, toMs, lengthMs: lengthOf(order) },
    to: to === 'here' ? 'channel' : to,
    ...(to === 'here' && { channelId }),
    createdAtMs: SnowflakeUtil.timestampFrom(id),
    ...rest,
    words: inTheirs(words),
    ...(error !== undefined && { error: inTheirs(error) }),
  };
}
