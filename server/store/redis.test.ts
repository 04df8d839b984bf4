import { createClient } from '@keyv/redis';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { skipWithout } from '../../e2e/support/parts.ts';
import { freeTcpPort } from '../livekit/ports.ts';
import { createLog } from '../log.ts';
import { contentsContract } from './contents.contract.ts';
import { indexContract } from './index.contract.ts';
import { openStore } from './open.ts';
import { expectFailuresThrown, recordsContract } from './records.contract.ts';
import { openRedisStore } from './redis.ts';
import { type RedisServer, startRedis } from './redis-server.ts';
import type { Store } from './store.ts';
import { topicsContract } from './topics.contract.ts';

const log = createLog('silent');
const missing = await skipWithout('redis');

describe.skipIf(missing)('Redis', () => {
  let redis: RedisServer;
  let store: Store;
  beforeAll(async () => {
    redis = await startRedis();
    store = await openStore({ dataDir: '/nowhere', storeUrl: redis.url }, log);
  });
  afterAll(async () => {
    await store.close();
    await redis.stop();
  });

  describe('records', () => recordsContract(() => store));
  describe('index', () => indexContract(() => store.index));
  describe('contents', () => {
    let own: RedisServer;
    let full: Store;
    beforeAll(async () => {
      own = await startRedis();
      full = await openStore({ dataDir: '/nowhere', storeUrl: own.url }, log);
    });
    afterAll(async () => {
      await full.close();
      await own.stop();
    });
    contentsContract(() => full);
  });
  describe('topics', () => topicsContract(() => store));

  test('a wrong password is said', async () => {
    const url = redis.url.replace('redis://', 'redis://:geheim@');
    await expect(openRedisStore(url, log, 200)).rejects.toThrow('AUTH');
  });

  test('leases that are wished for at once are asked for in one go, each for itself', async () => {
    const client = await createClient({ url: redis.url }).connect();
    const scripts = async () =>
      Number(/cmdstat_eval:calls=(\d+)/.exec(await client.info('commandstats'))?.[1] ?? 0);
    const rooms = Array.from({ length: 1200 }, (_, i) => `room:${i}`);
    expect(await store.lease('room:7', 'other', 60_000)).toBe(true);
    const before = await scripts();
    const taken = await Promise.all(rooms.map((room) => store.lease(room, 'one', 60_000)));
    expect(taken.flatMap((isTaken, i) => (isTaken ? [] : [i]))).toEqual([7]);
    expect((await scripts()) - before).toBe(3);
    expect(await store.holder('room:7')).toBe('other');
    expect(await store.holder('room:1199')).toBe('one');
    const both = ['one', 'two'].map((owner) => store.lease('contested', owner, 60_000));
    expect(await Promise.all(both)).toEqual([true, false]);
    const [isTaken, , holder] = await Promise.all([
      store.lease('let go', 'one', 60_000),
      store.release('let go', 'one'),
      store.holder('let go'),
    ]);
    expect([isTaken, holder]).toEqual([true, undefined]);
    await client.close();
  });

  test('a sum is kept, and made anew where an older version changed the list alone', async () => {
    const list = 'of-old:sizes';
    const client = await createClient({ url: redis.url }).connect();
    const kept = () => client.hGetAll(`hindsight:sum:${list}`);
    for (const [i, member] of ['a', 'b', 'c'].entries()) await store.index.add(list, member, i + 1);
    expect(await kept()).toEqual({});
    expect(await store.index.sum(list)).toBe(6);
    await store.index.add(list, 'd', 10);
    expect(await kept()).toEqual({ sum: '16', count: '4' });
    await client.zRem(`hindsight:list:${list}`, 'a');
    expect(await store.index.sum(list)).toBe(15);
    await store.index.drop(list);
    expect(await kept()).toEqual({});
    await client.close();
  });

  test('two connections share records, lists and claims', async () => {
    const other = await openStore({ dataDir: '/nowhere', storeUrl: redis.url }, log);
    await store.records<string>('shared').set('k', 'v');
    await store.index.add('shared', 'k', 1);
    expect(await other.records<string>('shared').get('k')).toBe('v');
    expect(await other.index.count('shared')).toBe(1);
    expect(await store.claim('shared', 60_000)).toBe(true);
    expect(await other.claim('shared', 60_000)).toBe(false);
    const heard: unknown[] = [];
    await other.topics.subscribe('shared', (message) => void heard.push(message));
    await store.topics.publish('shared', { of: 'the other one' });
    await expect.poll(() => heard).toEqual([{ of: 'the other one' }]);
    await other.close();
  });

  test('claims and leases end by the clock of Redis, whatever the clocks of those that ask say', async () => {
    expect(await store.claim('clock', 60_000)).toBe(true);
    expect(await store.lease('clock', 'a', 60_000)).toBe(true);
    for (const hours of [2, -2]) {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + hours * 3600_000 });
      try {
        expect(await store.claim('clock', 60_000)).toBe(false);
        expect(await store.lease('clock', 'b', 60_000)).toBe(false);
        expect(await store.lease(`clock${hours}`, 'b', 300)).toBe(true);
      } finally {
        vi.useRealTimers();
      }
      await expect.poll(() => store.lease(`clock${hours}`, 'a', 60_000)).toBe(true);
    }
  });

  test('a store that was closed says so', async () => {
    const closed = await openStore({ dataDir: '/nowhere', storeUrl: redis.url }, log);
    closed.records('things');
    await closed.close();
    await closed.close();
    await expectFailuresThrown(closed);
  });

  test('while Redis is away everything fails in time, and goes on when it is back', async () => {
    const restarted = await startRedis();
    const client = await openRedisStore(restarted.url, log, 500);
    await client.ping();
    const heard: unknown[] = [];
    await client.topics.subscribe('news', (message) => void heard.push(message));
    await restarted.stop();
    await expectFailuresThrown(client);
    const again = await startRedis(restarted.port);
    await expect
      .poll(
        () =>
          client.ping().then(
            () => 'up',
            () => 'down',
          ),
        { timeout: 15_000 },
      )
      .toBe('up');
    await client.records<string>('after').set('k', 'v');
    expect(await client.records<string>('after').get('k')).toBe('v');
    const isHeard = async () => {
      await client.topics.publish('news', 'back');
      return heard.includes('back');
    };
    await expect.poll(isHeard, { timeout: 15_000 }).toBe(true);
    await client.close();
    await again.stop();
  }, 30_000);
});

test('a Redis that is not there is named, without its password', async () => {
  const port = await freeTcpPort();
  const opening = openRedisStore(`redis://:geheim@127.0.0.1:${port}`, log, 200);
  await expect(opening).rejects.toThrow(
    `No Redis at 127.0.0.1:${port} (STORE_URL): connect ECONNREFUSED`,
  );
});
