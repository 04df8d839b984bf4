import { EventEmitter } from 'node:events';
import type { Events } from '../events.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import { type Language, USUAL } from '../words/words.ts';
import { type ClipOrder, languagesOf } from './order.ts';
import { createOrderStates } from './order-states.ts';
import {
  type KeptView,
  keptViewOf,
  type OrderState,
  type OrderView,
  readKept,
  viewOf,
  WAITING,
} from './order-view.ts';

/** What people see of their orders: those under way, and the outcomes of the last day. */
export type OrderBoard = ReturnType<typeof createOrderBoard>;

const KEEP_MS = 24 * 3600_000;
const MOST = 20;
/** A page is told of an order so often at most, ms. */
const EVERY_MS = 500;
/** On which processes tell one another of outcomes. */
const ENDS = 'order-ends';

interface Running {
  userId: string;
  order: ClipOrder;
  state: OrderState;
}

/** With a store that others share, the board is the same in every process. */
export function createOrderBoard(options: { store: Store; events: Events; log: Log }) {
  const { store, events, log } = options;
  const outcomes = store.records<KeptView>('order-outcomes');
  const listOf = (userId: string) => `order-outcomes:${userId}`;
  /** What this process works on. */
  const running = new Map<string, Running>();
  /** What any of them works on. */
  const states = store.isShared ? createOrderStates(store, log) : null;
  const ends = new EventEmitter<{ end: [OrderView] }>();
  const endsHere: ((order: ClipOrder) => Promise<void>)[] = [];
  /** What a page has to be told once enough time has passed; null: nothing new since. */
  const telling = new Map<string, Running | null>();

  function tell(one: Running): void {
    const { id } = one.order;
    if (telling.has(id)) return void telling.set(id, one);
    const dataIn = (language: Language) => ({ ...viewOf(one.order, one.state, language) });
    const data = dataIn(languagesOf(one.order).person);
    events.publish(one.userId, { name: 'CLIP_PROGRESS', data, dataIn });
    if (running.has(id)) void states?.put(one.userId, keptViewOf(one.order, one.state));
    telling.set(id, null);
    setTimeout(() => {
      const next = telling.get(id);
      telling.delete(id);
      if (next) tell(next);
    }, EVERY_MS).unref();
  }

  async function keep({ userId, order, state }: Running): Promise<void> {
    const list = listOf(userId);
    const view = keptViewOf(order, state);
    await outcomes.set(view.id, view, KEEP_MS);
    await store.index.add(list, view.id, view.createdAtMs);
    const old = await store.index.page(list, { to: Date.now() - KEEP_MS, limit: MOST });
    for (const { member } of old.members) await store.index.remove(list, member);
  }

  async function announceEnd(view: OrderView): Promise<void> {
    if (!store.isShared) return void ends.emit('end', view);
    await store.topics.publish(ENDS, view).catch((err) => {
      log.warn({ err, orderId: view.id }, 'other processes do not hear of an outcome');
      ends.emit('end', view);
    });
  }

  const ownOf = (userId: string) => [...running.values()].filter((one) => one.userId === userId);

  return {
    /** Hears of outcomes elsewhere from here on. @returns a function that ends that */
    async listen(): Promise<() => void> {
      if (!store.isShared) return () => {};
      return store.topics.subscribe<OrderView>(ENDS, (view) => void ends.emit('end', view));
    },

    /** An order is being worked on, or waits for that, in this process. */
    show(order: ClipOrder, state: OrderState): void {
      const one = { userId: order.requesterId, order, state };
      running.set(order.id, one);
      tell(one);
    },

    /** An order that another process is going to work on. */
    async showWaiting(order: ClipOrder): Promise<void> {
      await states?.put(order.requesterId, keptViewOf(order, WAITING));
      tell({ userId: order.requesterId, order, state: WAITING });
    },

    /** An order has its outcome. Never rejects. */
    async end(order: ClipOrder, state: OrderState): Promise<void> {
      const one = { userId: order.requesterId, order, state };
      await keep(one).catch((err) => {
        log.error({ err, orderId: order.id }, 'what came of an order will not be listed');
      });
      running.delete(order.id);
      await states?.drop(one.userId, order.id);
      for (const listener of endsHere) {
        await listener(order).catch((err) => {
          log.warn({ err, orderId: order.id }, 'an order that is over counts for a while yet');
        });
      }
      await announceEnd(viewOf(order, state, USUAL));
      tell(one);
    },

    /** Calls back with the outcome of each order, wherever it was worked on. */
    onEnd: (listener: (outcome: OrderView) => void) => void ends.on('end', listener),

    /** Calls back with each order whose outcome this process has told. */
    onEndHere: (listener: (order: ClipOrder) => Promise<void>) => void endsHere.push(listener),

    /** The outcomes of a person's orders. */
    async forget(userId: string): Promise<void> {
      const { members } = await store.index.page(listOf(userId), { limit: 1000 });
      for (const { member } of members) await outcomes.delete(member);
      await store.index.drop(listOf(userId));
    },

    /** Of everybody, those under way in this process. */
    running: (): Pick<Running, 'order' | 'state'>[] => [...running.values()],

    /** Of one person, those under way in any process, oldest first. */
    async runningOf(userId: string): Promise<KeptView[]> {
      const views = new Map((await states?.of(userId))?.map((view) => [view.id, view]));
      for (const { order, state } of ownOf(userId)) views.set(order.id, keptViewOf(order, state));
      return [...views.values()];
    },

    /** Of one person, newest first. */
    async of(userId: string, language = USUAL): Promise<OrderView[]> {
      const query = { from: Date.now() - KEEP_MS, limit: MOST, newestFirst: true };
      const { members } = await store.index.page(listOf(userId), query);
      const kept = await Promise.all(members.map(({ member }) => outcomes.get(member)));
      const views = new Map<string, OrderView>();
      for (const one of [...((await states?.of(userId)) ?? []), ...kept]) {
        if (one) views.set(one.id, readKept(one, language));
      }
      // One that is gone on with after a restart may have an outcome already: it counts when it is there again.
      for (const { order, state } of ownOf(userId)) {
        views.set(order.id, viewOf(order, state, language));
      }
      const newestFirst = [...views.values()].sort((a, b) => b.createdAtMs - a.createdAtMs);
      return newestFirst.slice(0, MOST);
    },
  };
}
