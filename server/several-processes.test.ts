import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { skipWithout } from '../e2e/support/parts.ts';
import { createHeldSegments } from './clips/held-segments.ts';
import type { ClipOrder } from './clips/order.ts';
import { createOrderBoard } from './clips/order-board.ts';
import { type Cancelled, openOrderDesk } from './clips/order-desk.ts';
import { createOrders } from './clips/orders.ts';
import { loadConfig } from './config.ts';
import { createEvents, type SentEvent } from './events.ts';
import { createInbox } from './inbox.ts';
import { createLog } from './log.ts';
import { createOutbox } from './outbox.ts';
import { joinProcesses } from './processes.ts';
import { openStore } from './store/open.ts';
import { type RedisServer, startRedis } from './store/redis-server.ts';

// What processes share over Redis: each "process" here has a connection and parts of its own.

const log = createLog('silent');
const missing = await skipWithout('redis');

describe.skipIf(missing)('several processes', () => {
  let redis: RedisServer;
  let folder: string;
  let server: Side;
  let bot: Side;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis?.stop());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hindsight-several-'));
    [server, bot] = [await open(), await open()];
  });
  afterEach(async () => {
    await Promise.all([server.close(), bot.close()]);
    await rm(folder, { recursive: true });
  });

  type Side = Awaited<ReturnType<typeof open>>;
  let count = 0;
  async function open() {
    const store = await openStore({ dataDir: folder, storeUrl: redis.url }, log);
    const about = { roles: ['server' as const], address: 'http://127.0.0.1:1' };
    const processes = await joinProcesses(store, about, log, 600);
    const events = createEvents(store, log, Date.now, processes);
    const leave = await events.listen();
    const orders = createOrders(store);
    const elsewhere = { cancel: async (): Promise<Cancelled> => 'over' };
    const desk = await openOrderDesk({
      ...{ store, orders, board: createOrderBoard({ store, events, log }) },
      held: createHeldSegments(join(folder, 'held')),
      limits: loadConfig({ CLIPS_AT_ONCE_PER_PERSON: '3' }).orderLimits,
      cancelElsewhere: () => elsewhere.cancel(),
    });
    return {
      ...{ store, processes, events, orders, desk, elsewhere },
      async close() {
        desk.close();
        await events.settled();
        leave();
        await processes.close();
        await store.close();
      },
    };
  }

  /** Each test's person is another. */
  const newOrder = (userId: string): ClipOrder => ({
    ...{ id: server.desk.newId(Date.now()), sharerId: userId, requesterId: userId },
    ...{
      guildId: `${++count}000000`,
      channelId: '3',
      fromMs: 1,
      toMs: 2000,
      last: true,
      to: 'here',
    },
  });
  function serve(holds = (_guildId: string) => true): string[] {
    const got: string[] = [];
    bot.desk.serve({ holds, deliver: ({ id }) => void got.push(id), cancel: () => 'too late' });
    return got;
  }
  const statesAt = async (side: Side, userId: string) =>
    (await side.desk.board.of(userId)).map(({ state }) => state);

  test('an order that is left at a server reaches the bot, and both show how it stands', async () => {
    const got = serve();
    const order = newOrder('1');
    const ends: string[] = [];
    server.desk.board.onEnd(({ state }) => void ends.push(state));
    await server.desk.take(order);
    expect(await statesAt(server, '1')).toEqual(['waiting']);
    await expect.poll(() => got).toEqual([order.id]);
    bot.desk.board.show(order, { state: 'cutting', part: 0.5, words: 'Cutting …' });
    await expect.poll(() => statesAt(server, '1')).toEqual(['cutting']);
    await bot.desk.board.end(order, { state: 'failed', words: 'It broke.' });
    expect(await statesAt(server, '1')).toEqual(['failed']);
    await expect.poll(() => ends).toEqual(['failed']);
  });

  test('an order of a server that another process is the bot of is left to that one', async () => {
    const got = serve(() => false);
    await server.desk.take(newOrder('2'));
    const own = newOrder('2');
    await bot.desk.take(own);
    await sleep(200);
    expect(got).toEqual([]);
    expect((await server.orders.left()).map(({ id }) => id)).toContain(own.id);
  });

  test('what one server has taken counts at every other', async () => {
    const taken = [newOrder('3'), newOrder('3'), newOrder('3')];
    await server.desk.take(taken[0]!);
    await Promise.all([server.desk.take(taken[1]!), bot.desk.take(taken[2]!)]);
    for (const side of [server, bot]) {
      await expect(side.desk.take(newOrder('3'))).rejects.toMatchObject({ status: 429 });
    }
    await bot.desk.board.end(taken[0]!, { state: 'done', words: '' });
    await server.desk.take(newOrder('3'));
  });

  test('an order that nobody works on is cancelled anywhere; one that somebody does, only by them', async () => {
    const [left, held] = [newOrder('4'), newOrder('4')];
    await server.desk.take(left);
    await server.desk.take(held);
    expect(await server.desk.cancel(left.id, '5')).toBe('not yours');
    expect(await server.desk.cancel(left.id, '4')).toBe('yes');
    expect(await server.desk.cancel(left.id, '4')).toBe('over');
    await bot.store.lease(`order:${held.id}`, 'the bot', 60_000);
    // It has just begun and does not say so yet.
    expect(await server.desk.cancel(held.id, '4')).toBe('too late');
    server.elsewhere.cancel = async () => 'yes';
    expect(await server.desk.cancel(held.id, '4')).toBe('yes');
    expect((await server.orders.left()).map(({ requesterId }) => requesterId)).not.toContain('5');
  });

  test('an event reaches the pages at every server once, in their language', async () => {
    const seen: SentEvent[][] = [[], []];
    const pages = await Promise.all(
      [server, bot].map(({ events }, i) =>
        events.subscribe('6', undefined, (event) => void seen[i]?.push(event)),
      ),
    );
    const dataIn = (language: string) => ({ words: language });
    bot.events.publish('6', { name: 'CLIP_PROGRESS', data: dataIn('en'), dataIn });
    bot.events.publish('6', { name: 'REPLAY_BUFFER_STOPPED', data: { sessionId: 'a' } });
    await expect.poll(() => seen.map(({ length }) => length)).toEqual([2, 2]);
    for (const events of seen) {
      expect(events[0]?.dataIn?.('de')).toEqual({ words: 'de' });
      expect(events[1]).toMatchObject({ data: { sessionId: 'a' }, id: expect.any(Number) });
    }
    for (const page of pages) page.leave();
  });

  test('kept events of two servers are all kept, and each has a number of its own', async () => {
    for (let i = 0; i < 10; i++) {
      for (const { events } of [server, bot]) {
        events.publish('7', { name: 'REPLAY_BUFFER_FAILED', data: { i } });
      }
    }
    await Promise.all([server.events.settled(), bot.events.settled()]);
    const { missed, leave } = await server.events.subscribe('7', undefined, () => {});
    expect(missed).toHaveLength(20);
    expect(new Set(missed.map(({ id }) => id)).size).toBe(20);
    leave();
  });

  test('a page that is open at a server counts for the bot, unless that server dies', async () => {
    expect(await bot.events.hasPage('8')).toBe(false);
    const page = await server.events.subscribe('8', undefined, () => {});
    expect(await bot.events.hasPage('8')).toBe(true);
    page.leave();
    await expect.poll(() => bot.events.hasPage('8')).toBe(false);
    await server.events.subscribe('8', undefined, () => {});
    expect(await bot.events.hasPage('8')).toBe(true);
    await server.processes.close();
    expect(await bot.events.hasPage('8')).toBe(false);
  });

  test('words for one person from two processes are all there', async () => {
    const boxes = [createInbox(server.store), createInbox(bot.store)];
    const all = Array.from({ length: 20 }, (_, i) => `news ${i}`);
    await Promise.all(all.map((words, i) => boxes[i % 2]?.put('9', words)));
    expect(new Set(await boxes[0]?.take('9'))).toEqual(new Set(all));
    expect(await boxes[1]?.take('9')).toEqual([]);
  });

  test('what is to be told waits for a bot, comes in order, and from one of two bots', async () => {
    const [out, one, other] = [server, bot, server].map(({ store }) => createOutbox(store, log));
    const told: string[] = [];
    await out?.put('10', 'first');
    await out?.put('10', 'second');
    const tell = async (_userId: string, words: string) => void told.push(words);
    const stops = [await one?.serve(tell), await other?.serve(tell)];
    await expect.poll(() => told).toHaveLength(2);
    await out?.put('10', 'third');
    await expect.poll(() => told).toEqual(['first', 'second', 'third']);
    for (const stop of stops) stop?.();
    await out?.put('10', 'for the next bot');
    await sleep(200);
    expect(told).toHaveLength(3);
  });
});
