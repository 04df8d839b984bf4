import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { skipWithout } from '../../e2e/support/parts.ts';
import { createLog } from '../log.ts';
import { openRedisStore } from './redis.ts';
import { type RedisServer, startRedis } from './redis-server.ts';
import type { Store } from './store.ts';

const log = createLog('silent');
const missing = await skipWithout('redis');

describe.skipIf(missing)('a connection that breaks while a command is under way', () => {
  let redis: RedisServer;
  let relay: Awaited<ReturnType<typeof startRelay>>;
  let store: Store;
  beforeAll(async () => {
    redis = await startRedis();
    relay = await startRelay(redis.port);
    store = await openRedisStore(relay.url, log);
  });
  afterAll(async () => {
    await store?.close();
    await relay?.close();
    await redis?.stop();
  });

  /** Redis does it, and its answer is lost. */
  async function broken<T>(work: () => Promise<T>): Promise<T> {
    const before = relay.broken();
    relay.breakNext();
    const result = await work();
    expect(relay.broken()).toBe(before + 1);
    return result;
  }

  test('is no matter to records', async () => {
    const records = store.records<string>('things');
    await broken(() => records.set('a', 'x'));
    expect(await broken(() => records.get('a'))).toBe('x');
    expect(await broken(() => records.getMany(['a', 'b']))).toEqual(['x', undefined]);
    await broken(() => records.delete('a'));
    expect(await records.get('a')).toBeUndefined();
  });

  test('leaves a list, and its sum, as if nothing had been', async () => {
    const { index } = store;
    const list = 'of-somebody:sizes';
    await index.add(list, 'a', 1);
    expect(await index.sum(list)).toBe(1);
    await broken(() => index.add(list, 'b', 10));
    await broken(() => index.update({ add: [{ list, member: 'c', score: 100 }] }));
    await broken(() => index.remove(list, 'a'));
    expect(await broken(() => index.sum(list))).toBe(110);
    expect(await broken(() => index.count(list))).toBe(2);
    const { members } = await broken(() => index.page(list, { limit: 9 }));
    expect(members.map(({ member }) => member)).toEqual(['b', 'c']);
  });

  test('gives what was claimed or leased to who asked for it', async () => {
    expect(await broken(() => store.claim('one', 60_000))).toBe(true);
    expect(await broken(() => store.claim('one', 60_000))).toBe(false);
    expect(await broken(() => store.lease('room', 'me', 60_000))).toBe(true);
    expect(await broken(() => store.lease('room', 'you', 60_000))).toBe(false);
    await broken(() => store.release('room', 'me'));
    expect(await store.holder('room')).toBeUndefined();
  });

  test('is told when it breaks again', async () => {
    relay.breakNext(2);
    await expect(store.records('things').get('a')).rejects.toMatchObject({
      ...{ status: 503, message: expect.stringContaining('database does not answer') },
      cause: { message: expect.stringMatching(/closed|ECONNRESET/) },
    });
    await expect.poll(() => store.ping().then(() => 'up', String)).toBe('up');
  });
});

/** Hands everything on; where it breaks, the answer is thrown away with the connection. */
async function startRelay(port: number) {
  let left = 0;
  let broken = 0;
  const server = createServer((client) => {
    const redis = connect(port, '127.0.0.1');
    let breaks = false;
    for (const socket of [client, redis]) socket.on('error', () => {});
    client.on('close', () => redis.destroy());
    client.on('data', (data) => {
      // Ours; on a new connection node-redis first says what it is.
      if (left > 0 && data.includes('hindsight')) breaks = true;
      redis.write(data);
    });
    redis.on('data', (data) => {
      if (!breaks) return void client.write(data);
      left--;
      broken++;
      client.resetAndDestroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    breakNext(times = 1) {
      left = times;
    },
    broken: () => broken,
    async close() {
      server.close();
      await once(server, 'close');
    },
  };
}
