import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Line, openLine } from '../../e2e/support/network/line.ts';
import { skipWithout } from '../../e2e/support/parts.ts';
import { createLog } from '../log.ts';
import { openRedisStore } from './redis.ts';
import { type RedisServer, startRedis } from './redis-server.ts';
import type { Store } from './store.ts';

const missing = await skipWithout('redis');

describe.skipIf(missing)('connections to Redis whose other end is gone without a word', () => {
  let redis: RedisServer;
  let line: Line;
  let store: Store;
  /** A process always asks for something: to a socket, that is no silence. */
  let asking: NodeJS.Timeout;
  beforeAll(async () => {
    redis = await startRedis();
    line = await openLine(redis.port);
    store = await openRedisStore(`redis://127.0.0.1:${line.port}`, createLog('silent'));
    asking = setInterval(() => void store.holder('room').catch(() => {}), 500);
  });
  afterAll(async () => {
    clearInterval(asking);
    await store?.close();
    line?.close();
    await redis?.stop();
  });

  test('are replaced: what was asked over them is asked again, and topics are heard again', async () => {
    const heard: unknown[] = [];
    await store.topics.subscribe('news', (message) => heard.push(message));
    const records = store.records<string>('things');
    await records.set('a', 'x');
    line.forget();
    expect(await records.get('a')).toBe('x');
    await expect
      .poll(
        async () => {
          await store.topics.publish('news', 'again');
          return heard.at(-1);
        },
        { timeout: 15_000, interval: 500 },
      )
      .toBe('again');
  });

  test('while Redis says nothing, a question fails after some seconds, and later ones are answered', async () => {
    const records = store.records<string>('things');
    line.set('silent');
    await expect(records.get('a')).rejects.toThrow();
    line.set('whole');
    await expect.poll(() => store.ping().then(() => 'up', String), { timeout: 10_000 }).toBe('up');
    expect(await records.get('a')).toBe('x');
  }, 40_000);

  test('a store is closed all the same', async () => {
    const other = await openRedisStore(`redis://127.0.0.1:${line.port}`, createLog('silent'));
    line.set('silent');
    await sleep(100);
    await other.close();
    line.set('whole');
  });
});
