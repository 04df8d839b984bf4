import { parseCursor, toPage } from './cursor.ts';
import type { Redis } from './redis.ts';
import type { Index, ListEntry, ListMember } from './store.ts';
import { isSummed } from './summed.ts';

/**
 * Members and scores take turns in what ZRANGE answers; a number would lose its fraction on its way out. What is kept is
 * good as long as it is of as many members as there are: an older version changes the list alone.
 */
const SUM = `
  local list, sums, keep = KEYS[1], KEYS[2], ARGV[1] == 'keep'
  local count = redis.call('ZCARD', list)
  if count == 0 then return '0' end
  local kept = redis.call('HMGET', sums, 'sum', 'count')
  if kept[1] and tonumber(kept[2]) == count then return kept[1] end
  local sum = 0
  local all = redis.call('ZRANGE', list, 0, -1, 'WITHSCORES')
  for i = 2, #all, 2 do sum = sum + tonumber(all[i]) end
  local text = string.format('%.17g', sum)
  if keep then redis.call('HSET', sums, 'sum', text, 'count', count) end
  return text`;

/** Adds a member, or without a score removes it, and keeps a sum that is kept already. */
const CHANGE_SUMMED = `
  local list, sums, member, score = KEYS[1], KEYS[2], ARGV[1], ARGV[2]
  local before = redis.call('ZSCORE', list, member)
  if score then redis.call('ZADD', list, score, member) else redis.call('ZREM', list, member) end
  if redis.call('ZCARD', list) == 0 then return redis.call('DEL', sums) end
  if redis.call('EXISTS', sums) == 0 then return end
  local by = (score and tonumber(score) or 0) - (before and tonumber(before) or 0)
  redis.call('HINCRBYFLOAT', sums, 'sum', string.format('%.17g', by))
  redis.call('HINCRBY', sums, 'count', (score and 1 or 0) - (before and 1 or 0))`;

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
/** @param prefixes of lists, and of what is kept beside them */
export function redisIndex(
  redis: Redis,
  { lists: prefix, sums }: { lists: string; sums: string },
): Index {
  const bothOf = (list: string) => [prefix + list, sums + list];

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

  /** In this order, all at once. Without a score a member is removed. */
  async function change(entries: (Omit<ListEntry, 'score'> & { score?: number })[]): Promise<void> {
    if (entries.length === 0) return;
    const all = redis.multi();
    for (const { list, member, score } of entries) {
      if (isSummed(list)) {
        const values = score === undefined ? [member] : [member, String(score)];
        all.eval(CHANGE_SUMMED, { keys: bothOf(list), arguments: values });
      } else if (score === undefined) all.zRem(prefix + list, member);
      else all.zAdd(prefix + list, { score, value: member });
    }
    await all.exec();
  }

  return {
    async add(list, member, score) {
      await change([{ list, member, score }]);
    },
    async remove(list, member) {
      await change([{ list, member }]);
    },
    async update({ add = [], remove = [] }) {
      await change([...remove.map(({ list, member }) => ({ list, member })), ...add]);
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
      const keep = isSummed(list) ? 'keep' : '';
      const sum = await redis.eval(SUM, { keys: bothOf(list), arguments: [keep] });
      return Number(sum);
    },
    async drop(list) {
      await redis.del(bothOf(list));
    },
  };
}

function bound(score: number): string {
  if (Number.isFinite(score)) return String(score);
  return score < 0 ? '-inf' : '+inf';
}
