import { access, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadConfig } from '../config.ts';
import { UserError } from '../errors.ts';
import { createEvents, type Events } from '../events.ts';
import { createLog } from '../log.ts';
import { hold } from '../segments/hold.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import { createHeldSegments } from './held-segments.ts';
import type { ClipOrder } from './order.ts';
import { createOrderBoard } from './order-board.ts';
import { type OrderDesk, openOrderDesk } from './order-desk.ts';
import { createOrders, type Orders } from './orders.ts';
import { sharedFolder } from './remote-files.ts';

const log = createLog('silent');

let folder: string;
let store: Store;
let events: Events;
let orders: Orders;
let desk: OrderDesk;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-desk-'));
  store = await openStore({ dataDir: folder }, log);
  events = createEvents(store, log);
  orders = createOrders(store);
  desk = await open();
});
afterEach(async () => {
  await events.settled();
  await store.close();
  await rm(folder, { recursive: true });
});

/** As a process does at its start. */
const open = (held = createHeldSegments(join(folder, 'held'))) =>
  openOrderDesk({
    ...{ store, orders, held, board: createOrderBoard({ store, events, log }) },
    limits: loadConfig({}).orderLimits,
  });
const newOrder = (change: Partial<ClipOrder> = {}): ClipOrder => ({
  ...{ id: desk.newId(Date.now()), sharerId: '1', requesterId: '1', guildId: '2', channelId: '3' },
  ...{ fromMs: 1, toMs: 2000, last: true, to: 'here' },
  ...change,
});
/** Serves, and says what comes. */
function serve(): string[] {
  const got: string[] = [];
  desk.serve({
    holds: () => true,
    deliver: ({ id }) => void got.push(id),
    cancel: () => 'too late',
  });
  return got;
}
const states = async () => (await desk.board.of('1')).map(({ state }) => state);
const exists = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );

test('ids are numbers that carry the moment, and differ', () => {
  const ids = Array.from({ length: 500 }, () => desk.newId(1_763_900_000_123));
  expect(new Set(ids).size).toBe(500);
  for (const id of ids)
    expect(Number(BigInt(id) >> 22n) + 1_420_070_400_000).toBe(1_763_900_000_123);
});

test('what is taken before somebody serves waits, is written down, and comes once', async () => {
  const early = newOrder();
  await desk.take(early);
  expect(await orders.left()).toEqual([early]);
  expect(await states()).toEqual(['waiting']);
  const got = serve();
  const later = newOrder();
  await desk.take(later);
  expect(got).toEqual([early.id, later.id]);
  expect(serve()).toEqual([]);
});

test('what is taken when nobody serves any more is left to the next process, which shows it', async () => {
  serve();
  desk.serve(null);
  const order = newOrder();
  await desk.take(order);
  desk = await open();
  expect(await states()).toEqual(['waiting']);
  expect((await orders.left()).map(({ id }) => id)).toEqual([order.id]);
});

test('one that waits is cancelled by who ordered it, and never comes', async () => {
  const order = newOrder();
  await desk.take(order);
  expect(await desk.cancel(order.id, '2')).toBe('not yours');
  expect(await desk.cancel(order.id, '1')).toBe('yes');
  expect(await desk.cancel(order.id, '1')).toBe('over');
  expect(serve()).toEqual([]);
  expect(await orders.left()).toEqual([]);
  expect(await states()).toEqual(['cancelled']);
  // From here on the worker knows.
  expect(await desk.cancel(order.id, '1')).toBe('too late');
});

test('nobody has more than ten under way; an outcome makes room', async () => {
  const taken = Array.from({ length: 10 }, () => newOrder());
  for (const order of taken) await desk.take(order);
  const ask = (userId: string) => desk.inRoom(userId, async () => 'taken');
  await expect(ask('1')).rejects.toMatchObject({ status: 429 });
  expect(await ask('2')).toBe('taken');
  await desk.board.end(taken[0]!, { state: 'done', words: '' });
  expect(await ask('1')).toBe('taken');
});

test('those that are just being asked for count; what fails makes room', async () => {
  const refusal = { status: 429 };
  const gate = Promise.withResolvers<void>();
  const asked = Array.from({ length: 60 }, () =>
    desk.inRoom('1', async (take) => {
      await gate.promise;
      await take(newOrder());
    }),
  );
  gate.resolve();
  const outcomes = await Promise.allSettled(asked);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
  expect(desk.board.running()).toHaveLength(10);
  await expect(desk.inRoom('1', async () => {})).rejects.toMatchObject(refusal);
  for (let i = 0; i < 11; i++) {
    const failing = desk.inRoom('2', () => Promise.reject(new Error('not there')));
    await expect(failing).rejects.toThrow('not there');
  }
});

test('held segments outlive a restart with their order, and end with it; strays go', async () => {
  const file = join(folder, 'segment.ts');
  await writeFile(file, 'x');
  const segment = { file, startMs: 0, durationMs: 2000, folder, discontinuity: false };
  const [kept, stray] = [newOrder(), newOrder()];
  const take = async (folder: string) => ({ folder, segments: await hold([segment], folder) });
  const held = await desk.held.hold(kept.id, take);
  const lost = await desk.held.hold(stray.id, take);
  await desk.take({ ...kept, held });
  await mkdir(join(folder, 'held', 'older'));
  await rm(file);

  desk = await open();
  const [left] = await orders.left();
  expect(await exists(left!.held!.segments[0]!.file)).toBe(true);
  expect(await exists(lost.folder)).toBe(false);
  expect(await exists(join(folder, 'held', 'older'))).toBe(false);
  await orders.done(left!);
  expect(await exists(held.folder)).toBe(false);
});

test('what can not be handed over is no order: it is said, counts for nothing, and nothing stays', async () => {
  const away = new UserError('The storage is away.', { status: 503 });
  const files = {
    ...sharedFolder(join(folder, 'renders')),
    give: () => Promise.reject(away),
  };
  desk = await open(createHeldSegments(join(folder, 'held'), { files, log }));
  const file = join(folder, 'segment.ts');
  await writeFile(file, 'x');
  const segment = { file, startMs: 0, durationMs: 2000, folder, discontinuity: false };
  for (let i = 0; i < 11; i++) {
    const order = newOrder();
    const asked = desk.held.hold(order.id, async (own) => {
      const held = { folder: own, segments: await hold([segment], own) };
      await desk.take({ ...order, held });
    });
    await expect(asked).rejects.toBe(away);
    expect(await exists(join(folder, 'held', order.id))).toBe(false);
  }
  expect(await orders.left()).toEqual([]);
});

test('a place in the list that a process left which died over its outcome goes at the next start', async () => {
  await store.index.add('orders', '999', 5);
  desk.close();
  desk = await open();
  expect(await store.index.count('orders')).toBe(0);
});

test('what a process counted that died before it wrote the order down counts no more', async () => {
  await desk.limits.take({ id: '999', requesterId: '1', guildId: '2' });
  desk.close();
  desk = await open();
  for await (const entry of store.contents.walk()) expect(entry).not.toHaveProperty('member');
});
