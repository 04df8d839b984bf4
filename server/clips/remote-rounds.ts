import { PREFIX, type RenderRedis } from './remote-jobs.ts';

/** Where nothing was asked for in so long, everybody begins anew, ms. */
const FORGET_MS = 600_000;
/** BullMQ knows no lower priority. */
const LOWEST_PRIORITY = 2_097_152;
const NEXT = 'next:';

const TURN = `
  local round = tonumber(redis.call('HGET', KEYS[1], 'round') or '0')
  if ARGV[2] == '1' then return round end
  local own = math.max(round, tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or '0'))
  redis.call('HSET', KEYS[1], ARGV[1], own + 1)
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
  return own`;
const REACH = `
  local round = math.max(tonumber(redis.call('HGET', KEYS[1], 'round') or '0'), tonumber(ARGV[1]))
  redis.call('HSET', KEYS[1], 'round', round)
  local all = redis.call('HGETALL', KEYS[1])
  for i = 1, #all, 2 do
    if all[i] ~= 'round' and tonumber(all[i + 1]) <= round then
      redis.call('HDEL', KEYS[1], all[i])
    end
  end
  redis.call('PEXPIRE', KEYS[1], ARGV[2])`;

/** The rounds of RenderQueue, kept in Redis for all who ask and all who render. */
export function createRemoteRounds(redis: RenderRedis, queueName: string) {
  const keys = [`${PREFIX}:renders:rounds:${queueName}`];
  return {
    /** @param goesOn takes no turn */
    async take(by: string, goesOn: boolean): Promise<number> {
      const given = [NEXT + by, goesOn ? '1' : '0', `${FORGET_MS}`];
      return Number(await redis.eval(TURN, { keys, arguments: given }));
    },
    /** One of that round begins. */
    async reach(round: number): Promise<void> {
      await redis.eval(REACH, { keys, arguments: [`${round}`, `${FORGET_MS}`] });
    },
  };
}

/** Lower rounds go first; within a round, who came first. */
export const priorityOf = (round: number): number => Math.min(round + 1, LOWEST_PRIORITY);
