import { createClient } from '@keyv/redis';
import type { Finding } from '../check.ts';
import { judgeClock, offsetOf } from './clocks.ts';

/** TIME of the Redis in STORE_URL. Nothing depends on it, but a machine that is off is found. */
export async function checkRedisClock(url: string): Promise<Finding[]> {
  const redis = createClient({ url, socket: { connectTimeout: 3_000, reconnectStrategy: false } });
  redis.on('error', () => {});
  try {
    await redis.connect();
    const sentMs = Date.now();
    const [seconds, micros] = (await redis.sendCommand(['TIME'])) as unknown as [string, string];
    const theirMs = Number(seconds) * 1000 + Number(micros) / 1000;
    return [judgeClock("Redis's clock", offsetOf(theirMs, sentMs, Date.now()), [])];
  } catch {
    // That it does not answer is told under "store".
    return [];
  } finally {
    if (redis.isOpen) redis.destroy();
  }
}
