import type { DatabaseSync } from 'node:sqlite';
import { parseCursor, toPage } from './cursor.ts';
import type { Index, ListMember } from './store.ts';

export function sqliteIndex(database: DatabaseSync): Index {
  const add = database.prepare(
    'INSERT OR REPLACE INTO lists (list, member, score) VALUES (?, ?, ?)',
  );
  const remove = database.prepare('DELETE FROM lists WHERE list = ? AND member = ?');
  const totals = database.prepare('SELECT count, sum FROM totals WHERE list = ?');
  const drop = database.prepare('DELETE FROM lists WHERE list = ?');
  // Rows are compared whole, so that a page begins in the middle of equal scores without reading those before it.
  const select = (order: 'ASC' | 'DESC') =>
    database.prepare(`
      SELECT member, score FROM lists
      WHERE list = :list AND (score, member) > (:from, :after) AND (score, member) < (:to, :before)
      ORDER BY score ${order}, member ${order} LIMIT :limit`);
  const selectNewest = select('DESC');
  const selectOldest = select('ASC');

  return {
    async add(list, member, score) {
      add.run(list, member, score);
    },
    async remove(list, member) {
      remove.run(list, member);
    },
    async update({ add: added = [], remove: removed = [] }) {
      database.exec('BEGIN IMMEDIATE');
      try {
        for (const { list, member } of removed) remove.run(list, member);
        for (const { list, member, score } of added) add.run(list, member, score);
        database.exec('COMMIT');
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      }
    },
    async page(list, query) {
      const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = query;
      const { newestFirst = false, limit, cursor } = query;
      const last = cursor ? parseCursor(cursor) : null;
      // A text is behind the empty one, and before a blob.
      let low = { from, after: '' };
      let high = { to, before: new Uint8Array() as Uint8Array | string };
      if (last && newestFirst && last.score <= to) high = { to: last.score, before: last.member };
      if (last && !newestFirst && last.score >= from)
        low = { from: last.score, after: last.member };
      const select = newestFirst ? selectNewest : selectOldest;
      const found = select.all({ list, ...low, ...high, limit: limit + 1 });
      // Rows have no prototype; plain objects compare and serialize as one expects.
      return toPage(
        found.map((row) => ({ ...row }) as unknown as ListMember),
        limit,
      );
    },
    async count(list) {
      return Number(totals.get(list)?.count ?? 0);
    },
    async sum(list) {
      return Number(totals.get(list)?.sum ?? 0);
    },
    async drop(list) {
      drop.run(list);
    },
  };
}
