import { parseCursor, toPage } from './cursor.ts';
import type { Redis } from './redis.ts';
import type { Index, ListMember } from './store.ts';

/** Members and scores take turns in what ZRANGE answers. A number would lose its fraction on its way out. */
const SUM = `
  local sum = 0
  local all = redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
  for i = 2, #all, 2 do sum = sum + tonumber(all[i]) end
  return string.format('%.17g', sum)`;

/**
 * What is behind a member of a score, in either direction. Redis can begin at a rank, but not in the middle of equal
 * scores: where that member has gone or moved, the next name there is put in for the moment of the question.
 */
const BEHIND = `
  local list, member, score, order, most = KEYS[1], ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
  local rankIn = order == 'newest' and 'ZREVRANK' or 'ZRANK'
  local is, first = redis.call('ZSCORE', list, member), nil
  if is and tonumber(is) == tonumber(score) then
    first = redis.call(rankIn, list, member) + 1
  else
    local next = member .. string.char(0)
    redis.call('ZADD', list, score, next)
    first = redis.call(rankIn, list, next)
    redis.call('ZREM', list, next)
  end
  local range = order == 'newest' and 'ZREVRANGE' or 'ZRANGE'
  return redis.call(range, list, first, first + most - 1, 'WITHSCORES')`;

/** Sorted sets: by score, and by the member's bytes where scores are the same. */
export function redisIndex(redis: Redis, prefix: string): Index {
  /** The first ones within the bounds. */
  async function range(list: string, from: number, to: number, newestFirst: boolean, most: number) {
    const [start, stop] = newestFirst ? [to, from] : [from, to];
    const found = await redis.zRangeWithScores(prefix + list, bound(start), bound(stop), {
      BY: 'SCORE',
      ...(newestFirst && { REV: true }),
      LIMIT: { offset: 0, count: most },
    });
    return found.map(({ value, score }) => ({ member: value, score }));
  }

  async function behind(list: string, last: ListMember, newestFirst: boolean, most: number) {
    const order = newestFirst ? 'newest' : 'oldest';
    const found = (await redis.eval(BEHIND, {
      keys: [prefix + list],
      arguments: [last.member, String(last.score), order, String(most)],
    })) as string[];
    return Array.from({ length: found.length / 2 }, (_, i) => ({
      member: found[2 * i] ?? '',
      score: Number(found[2 * i + 1]),
    }));
  }

  return {
    async add(list, member, score) {
      await redis.zAdd(prefix + list, { score, value: member });
    },
    async remove(list, member) {
      await redis.zRem(prefix + list, member);
    },
    async update({ add = [], remove = [] }) {
      if (add.length + remove.length === 0) return;
      const all = redis.multi();
      for (const { list, member } of remove) all.zRem(prefix + list, member);
      for (const { list, member, score } of add) all.zAdd(prefix + list, { score, value: member });
      await all.exec();
    },
    async page(list, { from = -Infinity, to = Infinity, limit, newestFirst = false, cursor }) {
      const last = cursor ? parseCursor(cursor) : null;
      const isWithin = ({ score }: ListMember) => score >= from && score <= to;
      const most = limit + 1;
      if (last && (newestFirst ? last.score < from : last.score > to)) return { members: [] };
      const found =
        last && isWithin(last)
          ? (await behind(list, last, newestFirst, most)).filter(isWithin)
          : await range(list, from, to, newestFirst, most);
      return toPage(found, limit);
    },
    async count(list) {
      return redis.zCard(prefix + list);
    },
    async sum(list) {
      const sum = await redis.eval(SUM, { keys: [prefix + list] });
      return Number(sum);
    },
    async drop(list) {
      await redis.del(prefix + list);
    },
  };
}

function bound(score: number): string {
  if (Number.isFinite(score)) return String(score);
  return score < 0 ? '-inf' : '+inf';
}
