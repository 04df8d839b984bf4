import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { skipWithout } from '../../e2e/support/parts.ts';
import { createLog } from '../log.ts';
import { openRedisStore } from '../store/redis.ts';
import { startRedis } from '../store/redis-server.ts';
import { createOnce } from './once.ts';

const missing = await skipWithout('redis');

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const sleep = (ms: number) => vi.advanceTimersByTimeAsync(ms);

test('what is asked for twice within moments is done once, other things beside it', async () => {
  const { once } = createOnce<number>(50);
  let done = 0;
  const work = async () => ++done;
  expect(await Promise.all([once('a', work), once('a', work), once('b', work)])).toEqual([1, 1, 2]);
  expect(await once('a', work)).toBe(1);
  await sleep(60);
  expect(await once('a', work)).toBe(3);
});

test('what failed can be tried again at once', async () => {
  const { once } = createOnce<number>();
  const fail = () => once('a', () => Promise.reject(new Error('no')));
  await expect(fail()).rejects.toThrow('no');
  expect(await once('a', async () => 7)).toBe(7);
});

test('what came to nothing afterwards can be tried again at once, and that counts for as long', async () => {
  const { once, forget } = createOnce<number>(100);
  let done = 0;
  const work = async () => ++done;
  expect([await once('a', work), await once('b', work)]).toEqual([1, 2]);
  await sleep(60);
  forget(1);
  await sleep(1);
  expect([await once('a', work), await once('b', work)]).toEqual([3, 2]);
  // The first one's time is over, the second one's is not.
  await sleep(60);
  expect(await once('a', work)).toBe(3);
});

describe.skipIf(missing)('at two servers', () => {
  beforeEach(() => void vi.useRealTimers());

  test('the second click is the first one’s, wherever it arrives; what came to nothing is not', async () => {
    const log = createLog('silent');
    const redis = await startRedis();
    const stores = await Promise.all([0, 1].map(() => openRedisStore(redis.url, log)));
    try {
      const [here, there] = stores.map((store) => createOnce<number>(60_000, { store, log }));
      let done = 0;
      const work = async () => ++done;
      expect(await Promise.all([here!.once('a', work), there!.once('a', work)])).toEqual([1, 1]);
      for (const { forget } of [here!, there!]) forget(1);
      await expect.poll(() => here!.once('a', work)).toBe(2);
      expect(await there!.once('a', work)).toBe(2);
      await expect(here!.once('b', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
      expect(await there!.once('b', work)).toBe(3);
    } finally {
      for (const store of stores) await store.close();
      await redis.stop();
    }
  });
});
