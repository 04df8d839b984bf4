import type { createClient } from '@keyv/redis';
import type { Store } from './store.ts';

/** Redis runs a script alone: nobody comes between the look and the change. */
const LEASES = `
  local owners = redis.call('MGET', unpack(KEYS))
  local taken = {}
  for i, key in ipairs(KEYS) do
    local isFree = not owners[i] or owners[i] == ARGV[1]
    if isFree then redis.call('SET', key, ARGV[1], 'PX', ARGV[2]) end
    taken[i] = isFree and 1 or 0
  end
  return taken`;
const RELEASE = `
  if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end`;
/** Nobody else is answered meanwhile. */
const AT_ONCE = 500;

/** Of one owner, for one time. */
interface Batch {
  owner: string;
  ttlMs: number;
  wishes: Wish[];
}

interface Wish {
  key: string;
  resolve(isTaken: boolean): void;
  reject(error: unknown): void;
}

/**
 * What is wished for at the same moment goes in one command: a server renews all of its rooms, and asks for those of
 * the others, again and again.
 * @param prefix of the leases' keys
 */
export function redisLeases(
  redis: Pick<ReturnType<typeof createClient>, 'eval' | 'get'>,
  prefix: string,
): Pick<Store, 'lease' | 'release' | 'holder'> {
  /** By owner and time. */
  const waiting = new Map<string, Batch>();

  async function take({ owner, ttlMs }: Batch, wishes: Wish[]): Promise<void> {
    try {
      const keys = wishes.map(({ key }) => prefix + key);
      const taken = (await redis.eval(LEASES, {
        keys,
        arguments: [owner, `${ttlMs}`],
      })) as number[];
      for (const [i, { resolve }] of wishes.entries()) resolve(taken[i] === 1);
    } catch (error) {
      for (const { reject } of wishes) reject(error);
    }
  }

  function send(): void {
    const batches = [...waiting.values()];
    waiting.clear();
    for (const batch of batches) {
      while (batch.wishes.length > 0) void take(batch, batch.wishes.splice(0, AT_ONCE));
    }
  }

  return {
    lease(key, owner, ttlMs) {
      const { promise, resolve, reject } = Promise.withResolvers<boolean>();
      if (waiting.size === 0) setImmediate(send);
      const together = `${ttlMs} ${owner}`;
      const batch = waiting.get(together) ?? { owner, ttlMs, wishes: [] };
      batch.wishes.push({ key, resolve, reject });
      waiting.set(together, batch);
      return promise;
    },
    async release(key, owner) {
      // What was wished for before goes before.
      send();
      await redis.eval(RELEASE, { keys: [prefix + key], arguments: [owner] });
    },
    async holder(key) {
      send();
      return (await redis.get(prefix + key)) ?? undefined;
    },
  };
}
