import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import type { ClipOrder } from './order.ts';
import type { Orders } from './orders.ts';

/** After so long without a sign of life, another process goes on with an order, ms. */
const LEASE_MS = 15_000;
const RENEW_EVERY_MS = 5000;

/** Which process works on an order: exactly one, until it lets go or dies. */
export type OrderLeases = ReturnType<typeof createOrderLeases>;

/** @param owner names this process among all that share the store */
export function createOrderLeases(parts: {
  store: Pick<Store, 'lease' | 'release'>;
  owner: string;
  log: Log;
}) {
  const { store, owner, log } = parts;
  const held = new Set<string>();
  const lease = (orderId: string) => store.lease(`order:${orderId}`, owner, LEASE_MS);
  const giveBack = (orderId: string) => store.release(`order:${orderId}`, owner);

  async function take(orderId: string): Promise<boolean> {
    const isOurs = await lease(orderId);
    if (isOurs) held.add(orderId);
    return isOurs;
  }

  async function release(orderId: string): Promise<void> {
    held.delete(orderId);
    await giveBack(orderId);
  }

  async function renew(orderId: string): Promise<void> {
    try {
      const isOurs = await lease(orderId);
      // It may have been let go meanwhile.
      if (isOurs && !held.has(orderId)) await giveBack(orderId);
      if (isOurs || !held.delete(orderId)) return;
      log.error({ orderId }, 'another process took an order over that was worked on here');
    } catch (err) {
      log.warn({ err, orderId }, 'an order could not be held on to; it is tried again');
    }
  }

  const renewing = setInterval(() => {
    for (const orderId of held) void renew(orderId);
  }, RENEW_EVERY_MS).unref();

  return {
    /** @returns false where another process has it */
    take,
    release,
    /** In this process it is being worked on already, or will not be again. */
    holds: (orderId: string) => held.has(orderId),

    /** Whoever writes an order has it before another process sees it; who lost it changes nothing any more. */
    owning: (orders: Orders): Orders => ({
      ...orders,
      async write(order: ClipOrder) {
        if (await take(order.id)) await orders.write(order);
      },
      async done(order: ClipOrder) {
        if (await take(order.id)) await orders.done(order);
        await release(order.id);
      },
    }),

    /** What a dead owner held is free at once, and not only when its lease has run out. */
    async free(deadOwner: string, orderIds: string[]): Promise<void> {
      for (const orderId of orderIds) await store.release(`order:${orderId}`, deadOwner);
    },

    /** Lets go of all: another process goes on with them. */
    async close(): Promise<void> {
      clearInterval(renewing);
      for (const orderId of held) await release(orderId);
    },
  };
}
