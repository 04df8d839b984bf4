import { createClient } from '@keyv/redis';
import { type Invariant, violationsOf } from './invariant.ts';

const QUEUES = ['hindsight-renders', 'hindsight-renders-heavy'];

/** Where everybody has their outcome, Redis has no order and no render that somebody should still work on. */
export const nothingWaits: Invariant = async ({ installation }) => {
  const { found, note } = violationsOf('nothing waits');
  const redis = createClient({ url: installation.env.STORE_URL ?? '' });
  redis.on('error', () => {});
  await redis.connect();
  try {
    const orders = await redis.zRange('hindsight:list:orders', 0, -1);
    if (orders.length > 0) note(`orders without an outcome: ${orders.join(', ')}`, { ids: orders });
    for (const queue of QUEUES) {
      for (const state of ['active', 'wait', 'paused']) {
        const jobs = await redis.lRange(`hindsight:${queue}:${state}`, 0, -1);
        if (jobs.length > 0) note(`${queue}: ${state} are ${jobs.join(', ')}`, { ids: jobs });
      }
      const waiting = await redis.zRange(`hindsight:${queue}:prioritized`, 0, -1);
      if (waiting.length > 0) note(`${queue}: ${waiting.join(', ')} wait for a worker`);
    }
  } finally {
    redis.destroy();
  }
  return found;
};
