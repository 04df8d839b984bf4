import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import KeyvRedis, { createClient } from '@keyv/redis';
import { UserError } from '../errors.ts';
import type { Log } from '../log.ts';
import { warnRarely } from '../warn-rarely.ts';
import { keepRecords } from './records.ts';
import { doneAgain } from './redis-again.ts';
import { redisContents } from './redis-contents.ts';
import { keepHeartbeat } from './redis-heartbeat.ts';
import { redisIndex } from './redis-index.ts';
import { redisLeases } from './redis-leases.ts';
import { redisTopics } from './redis-topics.ts';
import type { Store } from './store.ts';

export type Redis = Awaited<ReturnType<typeof connect>>;

/** Everything is under this prefix, so the Redis may be shared with others. */
const PREFIX = 'hindsight';
/** A connection over which nothing comes for so long is given up, ms. */
export const SILENCE_MS = 6000;
/** What a closing store waits for an answer, ms. */
const LAST_WORD_MS = 1000;
/** Between two tries to connect again, ms: a command has an answer within three seconds of being typed. */
export const LONGEST_PAUSE_MS = 500;

/**
 * @param patienceMs how long the first connection, and later a command while Redis is away, may take
 * @throws UserError when nothing answers at `url`
 */
export async function openRedisStore(url: string, log: Log, patienceMs = 5_000): Promise<Store> {
  const redis = await connect(url, log, patienceMs);
  const { topics, close: closeTopics } = redisTopics(redis, `${PREFIX}:topic:`, log);
  return {
    records: keepRecords(
      (namespace) =>
        new KeyvRedis(redis, { namespace: `${PREFIX}:${namespace}`, throwOnErrors: true }),
    ),
    index: redisIndex(redis, { lists: `${PREFIX}:list:`, sums: `${PREFIX}:sum:` }),
    topics,
    isShared: true,
    async claim(key, ttlMs) {
      const name = `${PREFIX}:claim:${key}`;
      const own = randomUUID();
      const options = { condition: 'NX', expiration: { type: 'PX', value: ttlMs } } as const;
      // Sent again after a break, it meets what it has left itself.
      return (await redis.set(name, own, options)) === 'OK' || (await redis.get(name)) === own;
    },
    ...redisLeases(redis, `${PREFIX}:lease:`),
    contents: redisContents(redis, `${PREFIX}:`),
    async ping() {
      await redis.ping();
    },
    async close() {
      await closeTopics();
      // KeyvRedis would connect again for a latecomer and keep the process alive.
      redis.connect = () => Promise.reject(new Error('the store is closed'));
      if (redis.isReady && (await answers(redis))) await redis.close();
      else if (redis.isOpen) redis.destroy();
    },
  };
}

/** Else it can only be left: there is no end to waiting for what is under way. */
function answers(redis: Redis): Promise<boolean> {
  const answered = redis.ping().then(
    () => true,
    () => false,
  );
  return Promise.race([answered, sleep(LAST_WORD_MS, false, { ref: false })]);
}

async function connect(url: string, log: Log, patienceMs: number) {
  let connected = false;
  const startedAtMs = performance.now();
  const redis = createClient({
    url,
    commandOptions: { timeout: patienceMs },
    socket: {
      connectTimeout: patienceMs,
      // For one that is not greeted, and for who only listens; the heartbeat is quicker.
      socketTimeout: SILENCE_MS + 2000,
      reconnectStrategy(retries, cause) {
        const late = performance.now() - startedAtMs > patienceMs;
        return !connected && late ? cause : Math.min(50 * 2 ** retries, LONGEST_PAUSE_MS);
      },
    },
  });
  // Each namespace's KeyvRedis listens on the one client.
  redis.setMaxListeners(0);
  redis.on('error', warnRarely(log, 'the connection to Redis failed'));
  try {
    await redis.connect();
  } catch (cause) {
    const why = (cause as Error).message;
    throw new UserError(`No Redis at ${new URL(url).host} (STORE_URL): ${why}`, { cause });
  }
  connected = true;
  keepHeartbeat(redis, SILENCE_MS, () =>
    log.warn({ silenceMs: SILENCE_MS }, 'Redis says nothing; it is connected to anew'),
  );
  return doneAgain(redis);
}
