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
  limits = createOrderLimits(LIMITS, board, () => nowMs);
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
function take(order: ClipOrder): ClipOrder {
  limits.take(order);
  return order;
}
const end = (order: ClipOrder) => board.end(order, { state: 'done', words: '' });
/** Takes and ends it. */
const done = (order: ClipOrder) => end(take(order));

function refusal(work: () => void, language: 'en' | 'de' = 'en'): string {
  try {
    work();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.status).toBe(429);
    return error.in(language);
  }
  return 'taken';
}

test('who has as many as anybody under way is told what runs; an outcome makes room', async () => {
  const first = take(orderOf('1', '7', 'ace'));
  const step = { part: 0.4, words: 'Cutting: 40 %' };
  board.show(first, { state: 'cutting', ...step });
  board.show(take(orderOf('1')), { state: 'queued', words: ({ steps }) => steps.queued(3) });
  const third = orderOf('1');
  const words = refusal(() => limits.take(third));
  expect(words).toContain('2 of your clips are still being made');
  expect(words).toContain('“ace” (Cutting: 40 %), “1m30s” (');
  expect(words).toContain('as soon as one of them is done');
  const german = refusal(() => limits.take(third), 'de');
  expect(german).toContain('2 deiner Clips werden noch gemacht');
  expect(german).toContain('„1 Min. 30 Sek.“');
  // Somebody else is not held up by it, and reads nothing of it.
  expect(refusal(() => limits.take(orderOf('2')))).toBe('taken');
  await end(first);
  expect(refusal(() => limits.take(third))).toBe('taken');
});

test('within the window it is said when the next can be asked for, and then it can', async () => {
  nowMs = 1000;
  await done(orderOf('1'));
  nowMs = 61_000;
  for (let i = 0; i < 3; i++) await done(orderOf('1'));
  const words = refusal(() => limits.take(orderOf('1')));
  expect(words).toContain('4 clips within 10m');
  expect(words).toContain('all of them are done');
  expect(words).toContain('in 9m.');
  expect(refusal(() => limits.needPerson('1'), 'de')).toContain('in 9 Min. bitten');
  expect(refusal(() => limits.take(orderOf('2')))).toBe('taken');
  nowMs = 600_999;
  expect(refusal(() => limits.take(orderOf('1')))).toContain('in 1s.');
  nowMs = 601_000;
  expect(refusal(() => limits.take(orderOf('1')))).toBe('taken');
  expect(refusal(() => limits.take(orderOf('1')))).toContain('still being made: 1');
});

test('a server has limits of its own, whoever asks; direct messages belong to none', async () => {
  const running = ['1', '1', '2', '2', '3'].map((who) => take(orderOf(who)));
  const words = refusal(() => limits.take(orderOf('4')));
  expect(words).toContain('5 clips of this server are being made');
  expect(words).not.toContain('1m30s');
  expect(refusal(() => limits.take(orderOf('4')), 'de')).toContain('5 Clips dieses Servers');
  expect(refusal(() => limits.take(orderOf('4', '8')))).toBe('taken');
  for (const who of ['5', '6', '7', '8', '9', '10']) take(orderOf(who, NO_GUILD));
  for (const order of running) await end(order);
  await done(orderOf('3'));
  await done(orderOf('3'));
  expect(refusal(() => limits.take(orderOf('4')))).toContain('7 clips were asked for on this');
  expect(refusal(() => limits.take(orderOf('4')), 'de')).toContain('innerhalb von 10 Min.');
});

test('what is refused, or came to nothing before it began, does not count', () => {
  for (let i = 0; i < 10; i++) limits.giveBack(take(orderOf('1')));
  take(orderOf('1'));
  take(orderOf('1'));
  for (let i = 0; i < 10; i++) refusal(() => limits.take(orderOf('1')));
  expect(refusal(() => limits.needPerson('1'))).toContain('2 of your clips');
});

test('what an earlier process left counts while it is worked on', () => {
  const left = [orderOf('1'), orderOf('1')];
  for (const order of left) board.show(order, { state: 'waiting', words: '' });
  expect(refusal(() => limits.take(orderOf('1')))).toContain('2 of your clips');
});

test('each limit is a variable, and nought is none', () => {
  const none = { CLIPS_AT_ONCE_PER_PERSON: '0', CLIPS_PER_SERVER: '0', CLIPS_PER_MINUTES: '5' };
  const { orderLimits } = loadConfig({ ...none, CLIPS_PER_PERSON: '3' });
  expect(orderLimits).toEqual({
    person: { atOnce: Number.POSITIVE_INFINITY, inWindow: 3 },
    server: { atOnce: 100, inWindow: Number.POSITIVE_INFINITY },
    windowMs: 300_000,
  });
  limits = createOrderLimits({ ...orderLimits, windowMs: 1 }, board, () => nowMs);
  for (let i = 0; i < 3; i++) take(orderOf('1'));
  nowMs += 1;
  expect(refusal(() => limits.take(orderOf('1')))).toBe('taken');
});
