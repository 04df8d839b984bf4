import { randomUUID } from 'node:crypto';
import { SnowflakeUtil } from 'discord.js';
import type { Store } from '../store/store.ts';
import { withUrgency } from '../urgency.ts';
import { OTHERS_QUIET_MS } from '../whole-file.ts';
import type { HeldSegments } from './held-segments.ts';
import type { ClipOrder } from './order.ts';
import type { OrderBoard } from './order-board.ts';
import { createOrderLimits, type OrderLimitsConfig } from './order-limits.ts';
import { WAITING } from './order-view.ts';
import type { Orders } from './orders.ts';

/** What came of somebody's wish to cancel an order. */
export type Cancelled = 'yes' | 'not yours' | 'too late' | 'over';

/** Who makes clips and brings them where they are wanted: the bot. */
export interface OrderWorker {
  /** Whether it works on orders of a server; another process may be the bot there. */
  holds(guildId: string): boolean;
  /** Begins none twice; every order ends in exactly one outcome. */
  deliver(order: ClipOrder): void;
  cancel(orderId: string, userId: string): Cancelled;
}

/** Where pages and programs leave their orders. The bot serves it as long as it is there; until then they wait. */
export type OrderDesk = Awaited<ReturnType<typeof openOrderDesk>>;

/** Writes an order down, so that nothing but its outcome ends it, and has it worked on. */
export type Take = (order: ClipOrder) => Promise<void>;

/** Tells bots in other processes of an order that is theirs to work on. */
const LEFT = 'orders-left';
/** Held while an order that nobody works on is brought to its end here, ms. */
const LEASE_MS = 15_000;

/** Shows what an earlier process has left, which the bot goes on with. */
export async function openOrderDesk(parts: {
  store: Store;
  orders: Orders;
  board: OrderBoard;
  held: HeldSegments;
  limits: OrderLimitsConfig;
  /** Asks the bots of other processes; `over` where none of them works on it. */
  cancelElsewhere?: (orderId: string, userId: string) => Promise<Cancelled>;
}) {
  const { store, orders, board, held, cancelElsewhere } = parts;
  const limits = createOrderLimits(parts.limits, { store, board });
  let worker: OrderWorker | null = null;
  /** Taken while nobody served. */
  const waiting = new Map<string, ClipOrder>();
  /** Who is just asking for one, each as often as they are. */
  const asking: string[] = [];

  async function take(asked: ClipOrder, onShown = () => {}): Promise<void> {
    await limits.take(asked);
    const order = await writeDown(asked).catch(async (error: unknown) => {
      await limits.giveBack(asked);
      throw error;
    });
    onShown();
    const isElsewhere = store.isShared && !worker?.holds(order.guildId);
    if (isElsewhere) return leave(order);
    board.show(order, WAITING);
    if (worker) worker.deliver(order);
    else waiting.set(order.id, order);
  }

  async function writeDown(asked: ClipOrder): Promise<ClipOrder> {
    const order = await held.handOver(asked);
    await orders.write(order).catch(async (error: unknown) => {
      if (order.held) await held.release(order.held);
      throw error;
    });
    return order;
  }

  /** Never rejects: whoever is not told finds it by itself after a while. */
  async function leave(order: ClipOrder): Promise<void> {
    await board.showWaiting(order);
    await store.topics.publish(LEFT, order.id).catch(() => {});
  }

  async function deliverLeft(orderId: string): Promise<void> {
    const order = worker ? await orders.get(orderId).catch(() => undefined) : undefined;
    if (order && worker?.holds(order.guildId)) worker.deliver(order);
  }

  async function end(order: ClipOrder): Promise<Cancelled> {
    await orders.done(order);
    await board.end(order, { state: 'cancelled', words: ({ outcomes }) => outcomes.cancelled });
    return 'yes';
  }

  /** What another process works on, or nobody yet. */
  async function cancelLeft(orderId: string, userId: string): Promise<Cancelled> {
    const order = await orders.get(orderId);
    if (!order) return 'over';
    if (order.requesterId !== userId) return 'not yours';
    const outcome = (await cancelElsewhere?.(orderId, userId)) ?? 'over';
    if (outcome !== 'over') return outcome;
    const [lease, us] = [`order:${orderId}`, randomUUID()];
    if (!(await store.lease(lease, us, LEASE_MS))) return 'too late';
    try {
      return await end(order);
    } finally {
      await store.release(lease, us);
    }
  }

  const stopListening = store.isShared
    ? await store.topics.subscribe<string>(LEFT, (orderId) => void deliverLeft(orderId))
    : () => {};
  const stopHearing = await board.listen();
  if (!store.isShared) await orders.dropLost();
  await limits.dropLost();
  const left = await orders.left();
  await held.sweep(left, store.isShared ? OTHERS_QUIET_MS : 0);
  // Others may be at work on them.
  if (!store.isShared) for (const order of left) board.show(order, WAITING);

  return {
    board,
    held,
    limits,

    /** For an order that is asked for at this moment, ms since the epoch: like an interaction's. */
    newId: (momentMs: number): string => SnowflakeUtil.generate({ timestamp: momentMs }).toString(),

    /**
     * Does what ends with an order being taken. Those that are just being asked for count, too, each once.
     * @throws UserError (429) for somebody who may have no more clips made for now; what the work throws
     */
    async inRoom<T>(userId: string, work: (take: Take) => Promise<T>): Promise<T> {
      const beingAsked = asking.filter((one) => one === userId).length;
      asking.push(userId);
      let isAsking = true;
      const stop = () => {
        if (isAsking) asking.splice(asking.indexOf(userId), 1);
        isAsking = false;
      };
      try {
        await limits.needPerson(userId, beingAsked);
        return await withUrgency('order', () => work((order) => take(order, stop)));
      } finally {
        stop();
      }
    },

    take: (order: ClipOrder): Promise<void> => take(order),

    /** @param next null: what is taken from here on is left to the next process */
    serve(next: OrderWorker | null): void {
      worker = next;
      if (!worker) return;
      for (const order of waiting.values()) worker.deliver(order);
      waiting.clear();
    },

    async cancel(orderId: string, userId: string): Promise<Cancelled> {
      const order = waiting.get(orderId);
      if (!order) {
        const outcome = worker?.cancel(orderId, userId) ?? 'over';
        return outcome === 'over' && store.isShared ? cancelLeft(orderId, userId) : outcome;
      }
      if (order.requesterId !== userId) return 'not yours';
      waiting.delete(orderId);
      return end(order);
    },

    /** Only of what this process works on. */
    cancelHere: (orderId: string, userId: string): Cancelled =>
      worker?.cancel(orderId, userId) ?? 'over',

    close(): void {
      stopListening();
      stopHearing();
    },
  };
}
