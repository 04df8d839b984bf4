import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '../store/store.ts';
import type { ClipOrder, HeldSource } from './order.ts';

/** Between its place in the list and its record there is less, ms. */
const WRITTEN_MS = 200;

/** Orders that were taken and have no outcome yet: what a process that died has left. */
export type Orders = ReturnType<typeof createOrders>;

/** @param release lets go of what one was cut of; a folder that is removed when left out */
export function createOrders(
  store: Store,
  release: (held: HeldSource) => Promise<void> = removeFolder,
) {
  const orders = store.records<ClipOrder>('orders');
  async function withoutRecord(ids: string[]): Promise<string[]> {
    const known = await Promise.all(ids.map((id) => orders.has(id)));
    return ids.filter((_, i) => !known[i]);
  }

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
    /** Places of those that had their outcome, which a process that died has left. For a store that nobody shares. */
    async dropLost(): Promise<void> {
      const { members } = await store.index.page('orders', { limit: 1000 });
      const lost = await withoutRecord(members.map(({ member }) => member));
      if (lost.length === 0) return;
      // The process before this one may be ending yet, and just be writing one.
      await sleep(WRITTEN_MS);
      for (const id of await withoutRecord(lost)) await store.index.remove('orders', id);
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
