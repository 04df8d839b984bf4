import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ClipOrder } from '../server/clips/order.ts';
import { createOrderLeases } from '../server/clips/order-leases.ts';
import { createOrderOwners } from '../server/clips/order-owners.ts';
import { createOrders } from '../server/clips/orders.ts';
import { createLog } from '../server/log.ts';
import { openStore } from '../server/store/open.ts';
import type { Store } from '../server/store/store.ts';
import { createOwnOrders } from './own-orders.ts';

const log = createLog('silent');
let folder: string;
let store: Store;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-own-orders-'));
  store = await openStore({ dataDir: folder }, log);
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

test('an order that could not be brought to its end is gone on with by the same process', async () => {
  const leases = createOrderLeases({ store, owner: 'us', log });
  const orders = leases.owning(createOrders(store));
  const order = { id: '1', guildId: '10', toMs: Date.now() } as ClipOrder;
  await orders.write(order);
  const deliver = vi.fn(async (given: ClipOrder) => {
    // The first time the store is away when its outcome is to be written down.
    if (deliver.mock.calls.length > 1) await orders.done(given);
  });
  const closing = new AbortController();
  vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearInterval'] });
  const owners = createOrderOwners(store);
  const holds = () => true;
  const own = createOwnOrders({
    ...{ orders, leases, owners, holds, deliver, log, closing: closing.signal },
  });
  await own.start(() => {});
  await own.deliver(order);
  await vi.advanceTimersByTimeAsync(3500);
  expect(deliver).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(6000);
  await vi.waitFor(() => expect(deliver).toHaveBeenCalledTimes(2));
  await vi.advanceTimersByTimeAsync(20_000);
  vi.useRealTimers();
  expect(deliver).toHaveBeenCalledTimes(2);
  expect(await orders.left()).toEqual([]);
  closing.abort();
  await leases.close();
});
