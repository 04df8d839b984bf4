import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SnowflakeUtil } from 'discord.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createEvents, type Events, type SentEvent } from '../events.ts';
import { createLog } from '../log.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import type { ClipOrder } from './order.ts';
import { createOrderBoard, type OrderBoard } from './order-board.ts';

const HOUR_MS = 3600_000;
const log = createLog('silent');

let folder: string;
let store: Store;
let events: Events;
let board: OrderBoard;
let seen: SentEvent[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-board-'));
  store = await openStore({ dataDir: folder }, log);
  events = createEvents(store, log);
  board = createOrderBoard({ store, events, log });
  seen = [];
  await events.subscribe('1', undefined, (event) => void seen.push(event));
});
afterEach(async () => {
  await events.settled();
  await store.close();
  await rm(folder, { recursive: true });
});

function order(agoMs = 0, change: Partial<ClipOrder> = {}): ClipOrder {
  return {
    id: SnowflakeUtil.generate({ timestamp: Date.now() - agoMs }).toString(),
    ...{ sharerId: '1', requesterId: '1', guildId: '10', channelId: '20' },
    ...{ fromMs: 1000, toMs: 2000, last: true, to: 'here' },
    ...change,
  };
}
const cutting = (part: number) => ({ state: 'cutting', part, words: 'Cutting …' }) as const;
const DONE = { state: 'done', words: 'It is posted.' } as const;
const ids = async (userId = '1') => (await board.of(userId)).map(({ id }) => id);

test('an order is shown to its person as it stands, and to nobody else', async () => {
  const one = order(5000, { title: 'boss', answer: { token: 'secret' } as never });
  board.show(one, cutting(0.25));
  const [view, ...more] = await board.of('1');
  expect(more).toEqual([]);
  expect(view).toEqual({
    ...{ id: one.id, title: 'boss', fromMs: 1000, toMs: 2000, lengthMs: 1000, to: 'channel' },
    channelId: '20',
    ...{ createdAtMs: SnowflakeUtil.timestampFrom(one.id), ...cutting(0.25) },
  });
  expect(await board.of('2')).toEqual([]);
  await events.settled();
  expect(seen).toMatchObject([{ name: 'CLIP_PROGRESS', data: view }]);
  expect(JSON.stringify(seen)).not.toContain('secret');
});

test('pages are told twice a second at most, and always of the outcome', async () => {
  const one = order();
  const from = Date.now();
  for (let i = 0; i < 40; i++) {
    board.show(one, cutting(i / 40));
    await sleep(25);
  }
  await board.end(one, DONE);
  const tookMs = Date.now() - from;
  await expect.poll(() => seen.at(-1)?.data.state, { timeout: 3000 }).toBe('done');
  expect(seen.length).toBeGreaterThanOrEqual(3);
  expect(seen.length).toBeLessThanOrEqual(Math.ceil(tookMs / 500) + 1);
  await sleep(600);
  expect(seen.at(-1)?.data.state).toBe('done');
});

test('outcomes are there after a restart, for a day; what was running is not taken for one', async () => {
  const [old, recent, running] = [order(25 * HOUR_MS), order(HOUR_MS), order()];
  await board.end(old, DONE);
  await board.end(recent, { ...DONE, clipId: recent.id, messageUrl: 'https://discord.com/x' });
  board.show(running, cutting(0));
  expect(await ids()).toEqual([running.id, recent.id]);
  board = createOrderBoard({ store, events, log });
  expect(await board.of('1')).toMatchObject([{ id: recent.id, messageUrl: expect.any(String) }]);
});

test('the newest twenty are listed, in order', async () => {
  const orders = Array.from({ length: 25 }, (_, i) => order((25 - i) * 1000));
  for (const one of orders.toReversed()) await board.end(one, DONE);
  expect(await ids()).toEqual(
    orders
      .map(({ id }) => id)
      .reverse()
      .slice(0, 20),
  );
});

test('what can not be kept is told all the same', async () => {
  const broken = { ...store, records: () => ({ set: () => Promise.reject(new Error('full')) }) };
  const lame = createOrderBoard({ store: broken as never, events, log });
  const one = order();
  lame.show(one, cutting(0));
  expect(lame.running()).toHaveLength(1);
  await lame.end(one, DONE);
  expect(lame.running()).toEqual([]);
  await expect.poll(() => seen.at(-1)?.data.state, { timeout: 2000 }).toBe('done');
});
