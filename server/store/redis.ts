import KeyvRedis, { createClient } from '@keyv/redis';
import { UserError } from '../errors.ts';
import type { Log } from '../log.ts';
import { keepRecords } from './records.ts';
import { redisContents } from './redis-contents.ts';
import { redisIndex } from './redis-index.ts';
import { redisTopics } from './redis-topics.ts';
import type { Store } from './store.ts';

export type Redis = Awaited<ReturnType<typeof connect>>;

/** Everything is under this prefix, so the Redis may be shared with others. */
const PREFIX = 'hindsight';
/** Between two tries to connect again, ms: a command has an answer within three seconds of being typed. */
export const LONGEST_PAUSE_MS = 500;
/** Redis runs a script alone: nobody comes between the look and the change. */
const LEASE = `
  local owner = redis.call('GET', KEYS[1])
  if owner and owner ~= ARGV[1] then return 0 end
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  return 1`;
const RELEASE = `
  if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end`;

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
      const answer = await redis.set(`${PREFIX}:claim:${key}`, '1', {
        condition: 'NX',
        expiration: { type: 'PX', value: ttlMs },
      });
      return answer === 'OK';
    },
    async lease(key, owner, ttlMs) {
      const keys = [`${PREFIX}:lease:${key}`];
      return (await redis.eval(LEASE, { keys, arguments: [owner, `${ttlMs}`] })) === 1;
    },
    async release(key, owner) {
      await redis.eval(RELEASE, { keys: [`${PREFIX}:lease:${key}`], arguments: [owner] });
    },
    async holder(key) {
      return (await redis.get(`${PREFIX}:lease:${key}`)) ?? undefined;
    },
    contents: redisContents(redis, `${PREFIX}:`),
    async ping() {
      await redis.ping();
    },
    async close() {
      await closeTopics();
      // KeyvRedis would connect again for a latecomer and keep the process alive.
      redis.connect = () => Promise.reject(new Error('the store is closed'));
      if (redis.isReady) await redis.close();
      else if (redis.isOpen) redis.destroy();
    },
  };
}

async function connect(url: string, log: Log, patienceMs: number) {
  let connected = false;
  const startedAtMs = performance.now();
  const redis = createClient({
    url,
    commandOptions: { timeout: patienceMs },
    socket: {
      connectTimeout: patienceMs,
      reconnectStrategy(retries, cause) {
        const late = performance.now() - startedAtMs > patienceMs;
        return !connected && late ? cause : Math.min(50 * 2 ** retries, LONGEST_PAUSE_MS);
      },
    },
  });
  // Each namespace's KeyvRedis listens on the one client.
  redis.setMaxListeners(0);
  redis.on('error', (error: Error) => log.warn({ err: error }, 'the connection to Redis failed'));
  try {
    await redis.connect();
  } catch (cause) {
    const why = (cause as Error).message;
    throw new UserError(`No Redis at ${new URL(url).host} (STORE_URL): ${why}`, { cause });
  }
  connected = true;
  return redis;
}
