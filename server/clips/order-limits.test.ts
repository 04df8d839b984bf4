import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NO_GUILD } from '../auth/access.ts';
import { loadConfig } from '../config.ts';
import { UserError } from '../errors.ts';
import { createEvents, type Events } from '../events.ts';
import { createLog } from '../log.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import type { ClipOrder } from './order.ts';
import { createOrderBoard, type OrderBoard } from './order-board.ts';
import { createOrderLimits, type OrderLimits } from './order-limits.ts';
import { createOrders } from './orders.ts';

const log = createLog('silent');
const LIMITS = {
  person: { atOnce: 2, inWindow: 4 },
  server: { atOnce: 5, inWindow: 7 },
  windowMs: 600_000,
};

let folder: string;
let store: Store;
let events: Events;
let board: OrderBoard;
let limits: OrderLimits;
let nowMs = 0;
let count = 0;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-limits-'));
  store = await openStore({ dataDir: folder }, log);
  events = createEvents(store, log);
  board = createOrderBoard({ store, events, log });
  limits = createOrderLimits(LIMITS, { store, board }, () => nowMs);
});
afterEach(async () => {
  await events.settled();
  await store.close();
  await rm(folder, { recursive: true });
});

const orderOf = (requesterId: string, guildId = '7', title = ''): ClipOrder => ({
  ...{ id: `13000000000000000${++count}`, sharerId: requesterId, requesterId, guildId, title },
  ...{ channelId: '3', fromMs: 0, toMs: 90_000, last: true, to: 'here' },
});
async function take(order: ClipOrder): Promise<ClipOrder> {
  await limits.take(order);
  return order;
}
const end = (order: ClipOrder) => board.end(order, { state: 'done', words: '' });
/** Takes and ends it. */
const done = async (order: ClipOrder) => end(await take(order));

async function refusal(
  work: () => Promise<unknown>,
  language: 'en' | 'de' = 'en',
): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.status).toBe(429);
    return error.in(language);
  }
  return 'taken';
}

test('who has as many as anybody under way is told what runs; an outcome makes room', async () => {
  const first = await take(orderOf('1', '7', 'ace'));
  const step = { part: 0.4, words: 'Cutting: 40 %' };
  board.show(first, { state: 'cutting', ...step });
  board.show(await take(orderOf('1')), { state: 'queued', words: ({ steps }) => steps.queued(3) });
  const third = orderOf('1');
  const words = await refusal(() => limits.take(third));
  expect(words).toContain('2 of your clips are still being made');
  expect(words).toContain('“ace” (Cutting: 40 %), “1m30s” (');
  expect(words).toContain('as soon as one of them is done');
  const german = await refusal(() => limits.take(third), 'de');
  expect(german).toContain('2 deiner Clips werden noch gemacht');
  expect(german).toContain('„1 Min. 30 Sek.“');
  // Somebody else is not held up by it, and reads nothing of it.
  expect(await refusal(() => limits.take(orderOf('2')))).toBe('taken');
  await end(first);
  expect(await refusal(() => limits.take(third))).toBe('taken');
});

test('within the window it is said when the next can be asked for, and then it can', async () => {
  nowMs = 1000;
  await done(orderOf('1'));
  nowMs = 61_000;
  for (let i = 0; i < 3; i++) await done(orderOf('1'));
  const words = await refusal(() => limits.take(orderOf('1')));
  expect(words).toContain('4 clips within 10m');
  expect(words).toContain('all of them are done');
  expect(words).toContain('in 9m.');
  expect(await refusal(() => limits.needPerson('1'), 'de')).toContain('in 9 Min. bitten');
  expect(await refusal(() => limits.take(orderOf('2')))).toBe('taken');
  nowMs = 600_999;
  expect(await refusal(() => limits.take(orderOf('1')))).toContain('in 1s.');
  nowMs = 601_000;
  expect(await refusal(() => limits.take(orderOf('1')))).toBe('taken');
  expect(await refusal(() => limits.take(orderOf('1')))).toContain('still being made: 1');
});

test('a server has limits of its own, whoever asks; direct messages belong to none', async () => {
  const running = await Promise.all(['1', '1', '2', '2', '3'].map((who) => take(orderOf(who))));
  const words = await refusal(() => limits.take(orderOf('4')));
  expect(words).toContain('5 clips of this server are being made');
  expect(words).not.toContain('1m30s');
  expect(await refusal(() => limits.take(orderOf('4')), 'de')).toContain('5 Clips dieses Servers');
  expect(await refusal(() => limits.take(orderOf('4', '8')))).toBe('taken');
  for (const who of ['5', '6', '7', '8', '9', '10']) await take(orderOf(who, NO_GUILD));
  for (const order of running) await end(order);
  await done(orderOf('3'));
  await done(orderOf('3'));
  expect(await refusal(() => limits.take(orderOf('4')))).toContain(
    '7 clips were asked for on this',
  );
  expect(await refusal(() => limits.take(orderOf('4')), 'de')).toContain('innerhalb von 10 Min.');
});

test('what is refused, or came to nothing before it began, does not count', async () => {
  for (let i = 0; i < 10; i++) await limits.giveBack(await take(orderOf('1')));
  await take(orderOf('1'));
  await take(orderOf('1'));
  for (let i = 0; i < 10; i++) await refusal(() => limits.take(orderOf('1')));
  expect(await refusal(() => limits.needPerson('1'))).toContain('2 of your clips');
});

test('a restart forgets neither what runs nor what was asked for', async () => {
  const left = [await take(orderOf('1')), await take(orderOf('1'))];
  board = createOrderBoard({ store, events, log });
  limits = createOrderLimits(LIMITS, { store, board }, () => nowMs);
  for (const order of left) board.show(order, { state: 'waiting', words: '' });
  expect(await refusal(() => limits.take(orderOf('1')))).toContain('2 of your clips');
  for (const order of left) await end(order);
  await done(orderOf('1'));
  await done(orderOf('1'));
  expect(await refusal(() => limits.take(orderOf('1')))).toContain('4 clips within 10m');
});

test('what a process that died never wrote down does not count for ever', async () => {
  const [written, lost] = [await take(orderOf('1')), await take(orderOf('1'))];
  await createOrders(store).write(written);
  nowMs += 59_000;
  expect(await refusal(() => limits.take(orderOf('1')))).toContain('2 of your clips');
  nowMs += 2000;
  await take(orderOf('1'));
  expect(await refusal(() => limits.take(orderOf('1')))).toContain('2 of your clips');
  expect(lost.id).not.toBe(written.id);
});

test('of many that are asked for at once, no more are taken than there is room for', async () => {
  const asked = await Promise.allSettled(
    Array.from({ length: 12 }, (_, i) => limits.take(orderOf(`${i}`))),
  );
  expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
});

test('each limit is a variable, and nought is none', async () => {
  const none = { CLIPS_AT_ONCE_PER_PERSON: '0', CLIPS_PER_SERVER: '0', CLIPS_PER_MINUTES: '5' };
  const { orderLimits } = loadConfig({ ...none, CLIPS_PER_PERSON: '3' });
  expect(orderLimits).toEqual({
    person: { atOnce: Number.POSITIVE_INFINITY, inWindow: 3 },
    server: { atOnce: 100, inWindow: Number.POSITIVE_INFINITY },
    windowMs: 300_000,
  });
  limits = createOrderLimits({ ...orderLimits, windowMs: 1 }, { store, board }, () => nowMs);
  for (let i = 0; i < 3; i++) await take(orderOf('1'));
  nowMs += 1;
  expect(await refusal(() => limits.take(orderOf('1')))).toBe('taken');
});
