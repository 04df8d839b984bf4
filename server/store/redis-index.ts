import { compareMembers, parseCursor, toPage } from './cursor.ts';
import type { Redis } from './redis.ts';
import type { Index, ListMember } from './store.ts';

/** Members and scores take turns in what ZRANGE answers. A number would lose its fraction on its way out. */
const SUM = `
  local sum = 0
  local all = redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
  for i = 2, #all, 2 do sum = sum + tonumber(all[i]) end
  return string.format('%.17g', sum)`;

/** Sorted sets: by score, and by the member's bytes where scores are the same. */
export function redisIndex(redis: Redis, prefix: string): Index {
  /** Members from score `from` on (down to `to` when newest first), `offset` of them left out. */
  async function range(
    list: string,
    from: number,
    to: number,
    newestFirst: boolean,
    offset: number,
    count: number,
  ): Promise<ListMember[]> {
    const [start, stop] = newestFirst ? [to, from] : [from, to];
    const found = await redis.zRangeWithScores(prefix + list, bound(start), bound(stop), {
      BY: 'SCORE',
      ...(newestFirst && { REV: true }),
      LIMIT: { offset, count },
    });
    return found.map(({ value, score }) => ({ member: value, score }));
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
      if (last && newestFirst) to = Math.min(to, last.score);
      else if (last) from = Math.max(from, last.score);
      const found: ListMember[] = [];
      // Redis can't begin in the middle of equal scores, so what was shown already is skipped here.
      for (let offset = 0; found.length <= limit; offset += limit + 1) {
        const some = await range(list, from, to, newestFirst, offset, limit + 1);
        found.push(...some.filter((entry) => !last || isBehind(entry, last, newestFirst)));
        if (some.length <= limit) break;
      }
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

function isBehind(entry: ListMember, last: ListMember, newestFirst: boolean): boolean {
  const order = compareMembers(entry, last);
  return newestFirst ? order < 0 : order > 0;
}

function bound(score: number): string {
  if (Number.isFinite(score)) return String(score);
  return score < 0 ? '-inf' : '+inf';
}
