import type { DatabaseSync } from 'node:sqlite';
import { parseCursor, toPage } from './cursor.ts';
import type { Index, ListMember } from './store.ts';

export function sqliteIndex(database: DatabaseSync): Index {
  const add = database.prepare(
    'INSERT OR REPLACE INTO lists (list, member, score) VALUES (?, ?, ?)',
  );
  const remove = database.prepare('DELETE FROM lists WHERE list = ? AND member = ?');
  const count = database.prepare('SELECT count(*) AS count FROM lists WHERE list = ?');
  const drop = database.prepare('DELETE FROM lists WHERE list = ?');
  const select = (behind: '<' | '>', order: 'ASC' | 'DESC') =>
    database.prepare(`
      SELECT member, score FROM lists
      WHERE list = :list AND score BETWEEN :from AND :to AND (score, member) ${behind} (:score, :member)
      ORDER BY score ${order}, member ${order} LIMIT :limit`);
  const selectNewest = select('<', 'DESC');
  const selectOldest = select('>', 'ASC');
  const beforeAll = { score: Number.NEGATIVE_INFINITY, member: '' };
  const behindAll = { score: Number.POSITIVE_INFINITY, member: '' };

  return {
    async add(list, member, score) {
      add.run(list, member, score);
    },
    async remove(list, member) {
      remove.run(list, member);
    },
    async page(list, query) {
      const { newestFirst = false, limit, cursor } = query;
      const start = cursor ? parseCursor(cursor) : newestFirst ? behindAll : beforeAll;
      const found = (newestFirst ? selectNewest : selectOldest).all({
        list,
        from: query.from ?? Number.NEGATIVE_INFINITY,
        to: query.to ?? Number.POSITIVE_INFINITY,
        ...start,
        limit: limit + 1,
      });
      // Rows have no prototype; plain objects compare and serialize as one expects.
      return toPage(
        found.map((row) => ({ ...row }) as unknown as ListMember),
        limit,
      );
    },
    async count(list) {
      return Number(count.get(list)?.count);
    },
    async drop(list) {
      drop.run(list);
    },
  };
}
