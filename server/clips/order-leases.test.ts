import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLog } from '../log.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import type { ClipOrder } from './order.ts';
import { createOrderLeases, type OrderLeases } from './order-leases.ts';
import { createOrders } from './orders.ts';

const lines: string[] = [];
const log = createLog('warn', { write: (line: string) => void lines.push(line) });
const ORDER = { id: '7', toMs: 1000, title: 'ours' } as ClipOrder;

let dataDir: string;
let store: Store;
let one: OrderLeases;
let other: OrderLeases;
beforeEach(async () => {
  vi.useFakeTimers();
  lines.length = 0;
  dataDir = await mkdtemp(join(tmpdir(), 'hindsight-leases-'));
  store = await openStore({ dataDir }, log);
  one = createOrderLeases({ store, owner: 'one', log });
  other = createOrderLeases({ store, owner: 'other', log });
});
afterEach(async () => {
  await one.close();
  await other.close();
  await store.close();
  await rm(dataDir, { recursive: true });
  vi.useRealTimers();
});

test('an order stays with its process as long as that lives', async () => {
  expect(await one.take('7')).toBe(true);
  for (let i = 0; i < 20; i++) {
    await vi.advanceTimersByTimeAsync(5000);
    expect(await other.take('7')).toBe(false);
  }
  expect([one.holds('7'), other.holds('7')]).toEqual([true, false]);
  await one.release('7');
  expect(await other.take('7')).toBe(true);
});

test('one that ends lets go of all', async () => {
  for (const id of ['7', '8']) expect(await one.take(id)).toBe(true);
  await one.close();
  for (const id of ['7', '8']) expect(await other.take(id)).toBe(true);
});

test('who has lost an order changes nothing of it any more', async () => {
  const orders = createOrders(store);
  await one.owning(orders).write(ORDER);
  // It was away for so long that it counts as dead.
  vi.setSystemTime(Date.now() + 60_000);
  await other.owning(orders).write({ ...ORDER, title: 'taken over' });
  await one.owning(orders).write({ ...ORDER, title: 'too late' });
  await one.owning(orders).done(ORDER);
  expect(await orders.left()).toMatchObject([{ title: 'taken over' }]);
  await vi.advanceTimersByTimeAsync(5000);
  expect(one.holds('7')).toBe(false);
  await other.owning(orders).done(ORDER);
  expect(await orders.left()).toEqual([]);
  expect(await one.take('7')).toBe(true);
});

test('a process that lost an order says so', async () => {
  await one.take('7');
  vi.setSystemTime(Date.now() + 60_000);
  await other.take('7');
  await vi.advanceTimersByTimeAsync(5000);
  expect(lines.join()).toContain('another process took an order over');
});
