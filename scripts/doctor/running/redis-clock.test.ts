import { expect, test } from 'vitest';
import { hasRedisServer, startRedis } from '../../../server/store/redis-server.ts';
import { checkRedisClock } from './redis-clock.ts';

test.skipIf(!hasRedisServer() && !process.env.CI)("Redis's clock is asked for", async () => {
  const redis = await startRedis();
  try {
    expect(await checkRedisClock(redis.url)).toMatchObject([{ name: 'clocks', state: 'ok' }]);
  } finally {
    await redis.stop();
  }
  expect(await checkRedisClock(redis.url)).toEqual([]);
});
