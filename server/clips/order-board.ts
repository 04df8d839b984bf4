import { EventEmitter } from 'node:events';
import { SnowflakeUtil } from 'discord.js';
import type { Events } from '../events.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import { LANGUAGES, type Language, type Say, USUAL, wordsIn } from '../words/words.ts';
import type { ClipStep } from './maker.ts';
import { type ClipOrder, languagesOf } from './order.ts';

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

/** What people see of their orders: those under way, and the outcomes of the last day. */
export type OrderBoard = ReturnType<typeof createOrderBoard>;

/** Nothing is being done for it yet. */
export const WAITING: OrderState = { state: 'waiting', words: ({ steps }) => steps.turn };

const KEEP_MS = 24 * 3600_000;
const MOST = 20;
/** A page is told of an order so often at most, ms. */
const EVERY_MS = 500;

interface Running {
  userId: string;
  order: ClipOrder;
  state: OrderState;
}

/** An outcome as it is kept: in English, and what it says in the other languages; older ones have English alone. */
interface Kept extends OrderView {
  inOther?: Partial<Record<Language, Pick<OrderView, 'words' | 'error'>>>;
}

export function createOrderBoard(options: { store: Store; events: Events; log: Log }) {
  const { store, events, log } = options;
  const outcomes = store.records<Kept>('order-outcomes');
  const listOf = (userId: string) => `order-outcomes:${userId}`;
  const running = new Map<string, Running>();
  const ends = new EventEmitter<{ end: [OrderView] }>();
  /** What a page has to be told once enough time has passed; null: nothing new since. */
  const telling = new Map<string, Running | null>();

  function tell(one: Running): void {
    const { id } = one.order;
    if (telling.has(id)) return void telling.set(id, one);
    const dataIn = (language: Language) => ({ ...viewOf(one, language) });
    const data = dataIn(languagesOf(one.order).person);
    events.publish(one.userId, { name: 'CLIP_PROGRESS', data, dataIn });
    telling.set(id, null);
    setTimeout(() => {
      const next = telling.get(id);
      telling.delete(id);
      if (next) tell(next);
    }, EVERY_MS).unref();
  }

  async function keep(one: Running): Promise<void> {
    const list = listOf(one.userId);
    const view = viewOf(one, USUAL);
    const inOther = LANGUAGES.filter((language) => language !== USUAL).map((language) => {
      const { words, error } = viewOf(one, language);
      return [language, { words, error }];
    });
    await outcomes.set(view.id, { ...view, inOther: Object.fromEntries(inOther) }, KEEP_MS);
    await store.index.add(list, view.id, view.createdAtMs);
    const old = await store.index.page(list, { to: Date.now() - KEEP_MS, limit: MOST });
    for (const { member } of old.members) await store.index.remove(list, member);
  }

  return {
    /** An order is being worked on. */
    show(order: ClipOrder, state: OrderState): void {
      const one = { userId: order.requesterId, order, state };
      running.set(order.id, one);
      tell(one);
    },

    /** An order has its outcome. Never rejects. */
    async end(order: ClipOrder, state: OrderState): Promise<void> {
      const one = { userId: order.requesterId, order, state };
      await keep(one).catch((err) => {
        log.error({ err, orderId: order.id }, 'what came of an order will not be listed');
      });
      running.delete(order.id);
      ends.emit('end', viewOf(one, USUAL));
      tell(one);
    },

    /** Calls back with the outcome of each order. */
    onEnd: (listener: (outcome: OrderView) => void) => void ends.on('end', listener),

    /** The outcomes of a person's orders. */
    async forget(userId: string): Promise<void> {
      const { members } = await store.index.page(listOf(userId), { limit: 1000 });
      for (const { member } of members) await outcomes.delete(member);
      await store.index.drop(listOf(userId));
    },

    /** Of everybody, those under way. */
    running: (): Pick<Running, 'order' | 'state'>[] => [...running.values()],

    /** Of one person, newest first. */
    async of(userId: string, language = USUAL): Promise<OrderView[]> {
      const query = { from: Date.now() - KEEP_MS, limit: MOST, newestFirst: true };
      const { members } = await store.index.page(listOf(userId), query);
      const kept = await Promise.all(members.map(({ member }) => outcomes.get(member)));
      const views = new Map<string, OrderView>();
      for (const one of kept) {
        if (!one) continue;
        const { inOther, ...view } = one;
        views.set(view.id, { ...view, ...inOther?.[language] });
      }
      // One that is gone on with after a restart may have an outcome already: it counts when it is there again.
      for (const one of running.values()) {
        if (one.userId === userId) views.set(one.order.id, viewOf(one, language));
      }
      const newestFirst = [...views.values()].sort((a, b) => b.createdAtMs - a.createdAtMs);
      return newestFirst.slice(0, MOST);
    },
  };
}

function lengthOf({ fromMs, toMs, lengthMs, gaps }: ClipOrder): number {
  return gaps === 'still' || lengthMs === undefined ? toMs - fromMs : lengthMs;
}

function viewOf({ order, state }: Running, language: Language): OrderView {
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
