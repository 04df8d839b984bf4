import { rm } from 'node:fs/promises';
import type { Store } from '../store/store.ts';
import type { ClipOrder, HeldSource } from './order.ts';

/** Orders that were taken and have no outcome yet: what a process that died has left. */
export type Orders = ReturnType<typeof createOrders>;

/** @param release lets go of what one was cut of; a folder that is removed when left out */
export function createOrders(
  store: Store,
  release: (held: HeldSource) => Promise<void> = removeFolder,
) {
  const orders = store.records<ClipOrder>('orders');
  return {
    async write(order: ClipOrder): Promise<void> {
      // In this order: one that is listed and not there is passed over, the other way round it would be forgotten.
      await store.index.add('orders', order.id, order.toMs);
      await orders.set(order.id, order);
    },
    /** undefined: it has had its outcome. */
    get: (id: string) => orders.get(id),
    async done({ id, held }: ClipOrder): Promise<void> {
      if (held) await release(held);
      await orders.delete(id);
      await store.index.remove('orders', id);
    },
    /** Of those that had their outcome while nobody else could be writing one: what a process that died left of them. */
    async dropLost(): Promise<void> {
      const { members } = await store.index.page('orders', { limit: 1000 });
      for (const { member } of members) {
        if (!(await orders.has(member))) await store.index.remove('orders', member);
      }
    },
    /** Oldest first. */
    async left(): Promise<ClipOrder[]> {
      const { members } = await store.index.page('orders', { limit: 1000 });
      const found = await Promise.all(members.map(({ member }) => orders.get(member)));
      return found.filter((order) => order !== undefined);
    },
  };
}

async function removeFolder({ folder }: HeldSource): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}
