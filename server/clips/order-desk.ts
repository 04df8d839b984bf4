import { SnowflakeUtil } from 'discord.js';
import { withUrgency } from '../urgency.ts';
import type { HeldSegments } from './held-segments.ts';
import type { ClipOrder } from './order.ts';
import { type OrderBoard, WAITING } from './order-board.ts';
import { createOrderLimits, type OrderLimitsConfig } from './order-limits.ts';
import type { Orders } from './orders.ts';

/** What came of somebody's wish to cancel an order. */
export type Cancelled = 'yes' | 'not yours' | 'too late' | 'over';

/** Who makes clips and brings them where they are wanted: the bot. */
export interface OrderWorker {
  /** Begins none twice; every order ends in exactly one outcome. */
  deliver(order: ClipOrder): void;
  cancel(orderId: string, userId: string): Cancelled;
}

/** Where pages and programs leave their orders. The bot serves it as long as it is there; until then they wait. */
export type OrderDesk = Awaited<ReturnType<typeof openOrderDesk>>;

/** Writes an order down, so that nothing but its outcome ends it, and has it worked on. */
export type Take = (order: ClipOrder) => Promise<void>;

/** Shows what an earlier process has left, which the bot goes on with. */
export async function openOrderDesk(parts: {
  orders: Orders;
  board: OrderBoard;
  held: HeldSegments;
  limits: OrderLimitsConfig;
}) {
  const { orders, board, held } = parts;
  const limits = createOrderLimits(parts.limits, board);
  let worker: OrderWorker | null = null;
  /** Taken while nobody served. */
  const waiting = new Map<string, ClipOrder>();
  /** Who is just asking for one, each as often as they are. */
  const asking: string[] = [];

  async function take(order: ClipOrder, onShown = () => {}): Promise<void> {
    limits.take(order);
    await orders.write(order).catch((error: unknown) => {
      limits.giveBack(order);
      throw error;
    });
    onShown();
    board.show(order, WAITING);
    if (worker) worker.deliver(order);
    else waiting.set(order.id, order);
  }

  const left = await orders.left();
  await held.sweep(left);
  for (const order of left) board.show(order, WAITING);

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
      limits.needPerson(userId, beingAsked);
      asking.push(userId);
      let isAsking = true;
      const stop = () => {
        if (isAsking) asking.splice(asking.indexOf(userId), 1);
        isAsking = false;
      };
      try {
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
      if (!order) return worker?.cancel(orderId, userId) ?? 'over';
      if (order.requesterId !== userId) return 'not yours';
      waiting.delete(orderId);
      await orders.done(order);
      await board.end(order, { state: 'cancelled', words: ({ outcomes }) => outcomes.cancelled });
      return 'yes';
    },
  };
}
