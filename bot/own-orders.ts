import type { ClipOrder } from '../server/clips/order.ts';
import type { OrderLeases } from '../server/clips/order-leases.ts';
import type { OrderOwners } from '../server/clips/order-owners.ts';
import type { Orders } from '../server/clips/orders.ts';
import type { Log } from '../server/log.ts';
import type { Deliver } from './deliver.ts';

/** What could not be brought to its end, as the store or the disk was away, is gone on with after so long, ms. */
const AGAIN_MS = 5000;
/** How often it is looked for orders that nobody works on, ms. */
const LOOK_EVERY_MS = 3000;

/** Delivers each order in one process alone: those given here, and those that another process has left. */
export function createOwnOrders(parts: {
  orders: Orders;
  leases: OrderLeases;
  owners: OrderOwners;
  /** Whether this process is the bot of a server. */
  holds: (guildId: string) => boolean;
  deliver: Deliver;
  closing: AbortSignal;
  log: Log;
}) {
  const { orders, leases, owners, holds, closing, log } = parts;

  /** @returns the order as it stands; undefined where it is another process's, or was brought to its end meanwhile */
  async function take({ id }: ClipOrder): Promise<ClipOrder | undefined> {
    if (closing.aborted || !(await leases.take(id))) return;
    return orders.get(id);
  }

  /** Never rejects. What this process could not bring to its end is free again after a while, also for itself. */
  async function deliver(given: ClipOrder): Promise<void> {
    try {
      const order = await take(given);
      if (order) await parts.deliver(order);
      if (!order || closing.aborted) await leases.release(given.id);
      else if (leases.holds(given.id)) setTimeout(letGo, AGAIN_MS, given.id).unref();
    } catch (err) {
      log.warn({ err, orderId: given.id }, 'an order has to wait until the store answers');
    }
  }

  function letGo(orderId: string): void {
    leases.release(orderId).catch((err) => {
      log.warn({ err, orderId }, 'an order waits until its lease runs out');
    });
  }

  async function look(track: (work: Promise<void>) => void): Promise<void> {
    try {
      for (const order of await orders.left()) {
        if (holds(order.guildId) && !leases.holds(order.id)) track(deliver(order));
      }
    } catch (err) {
      log.warn({ err }, 'orders that another process left wait on');
    }
  }

  /** Orders of a process of this machine that was killed. */
  async function freeOfTheDead(): Promise<void> {
    const ids = (await orders.left()).map(({ id }) => id);
    for (const dead of await owners.dead()) {
      await leases.free(dead, ids);
      await owners.remove(dead);
    }
  }

  return {
    deliver,

    /** At once, so that the buttons below what they say work again; then every few seconds until the process ends. */
    async start(track: (work: Promise<void>) => void): Promise<void> {
      await freeOfTheDead().catch((err) => {
        log.warn({ err }, 'orders of a dead process wait until their leases run out');
      });
      await look(track);
      const timer = setInterval(() => void look(track), LOOK_EVERY_MS).unref();
      closing.addEventListener('abort', () => clearInterval(timer));
    },
  };
}
