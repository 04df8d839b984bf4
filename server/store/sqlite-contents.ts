import { DatabaseSync } from 'node:sqlite';
import type { Contents, StoreEntry } from './contents.ts';

const RECORDS = `SELECT namespace, key, value, expires AS expiresAtMs FROM records
  WHERE expires IS NULL OR expires > ?`;
const LISTS = 'SELECT list, member, score FROM lists';
const CLAIMS = 'SELECT key, expires AS expiresAtMs FROM claims WHERE expires > ?';
const TABLES = ['records', 'lists', 'claims', 'leases'];

/** @param file of the same database: who walks through it has a connection, and so a moment of it, of their own */
export function sqliteContents(database: DatabaseSync, file: string): Contents {
  const putRecord = database.prepare(
    'INSERT OR REPLACE INTO records (namespace, key, value, expires) VALUES (?, ?, ?, ?)',
  );
  const putMember = database.prepare(`
    INSERT INTO lists (list, member, score) VALUES (?, ?, ?)
    ON CONFLICT (list, member) DO UPDATE SET score = excluded.score`);
  const putClaim = database.prepare('INSERT OR REPLACE INTO claims (key, expires) VALUES (?, ?)');

  function put(entry: StoreEntry, now: number): void {
    if ('expiresAtMs' in entry && entry.expiresAtMs !== undefined && entry.expiresAtMs <= now)
      return;
    if (entry.kind === 'list') putMember.run(entry.list, entry.member, entry.score);
    else if (entry.kind === 'claim') putClaim.run(entry.key, entry.expiresAtMs);
    else putRecord.run(entry.namespace, entry.key, entry.value, entry.expiresAtMs ?? null);
  }

  function inOne(work: () => void): void {
    database.exec('BEGIN IMMEDIATE');
    try {
      work();
      database.exec('COMMIT');
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  }

  return {
    async *walk() {
      const reader = new DatabaseSync(file, { readOnly: true });
      try {
        // All of the same moment, whatever is written meanwhile.
        reader.exec('BEGIN');
        const now = Date.now();
        for (const row of reader.prepare(RECORDS).iterate(now)) {
          const { expiresAtMs, ...rest } = row;
          yield { kind: 'record', ...rest, ...(expiresAtMs && { expiresAtMs }) } as StoreEntry;
        }
        for (const row of reader.prepare(LISTS).iterate()) {
          yield { kind: 'list', ...row } as StoreEntry;
        }
        for (const row of reader.prepare(CLAIMS).iterate(now)) {
          yield { kind: 'claim', ...row } as StoreEntry;
        }
      } finally {
        reader.close();
      }
    },
    async *keys(namespace) {
      const reader = new DatabaseSync(file, { readOnly: true });
      try {
        const rows = reader.prepare('SELECT key FROM records WHERE namespace = ?');
        for (const row of rows.iterate(namespace)) yield String(row.key);
      } finally {
        reader.close();
      }
    },
    async put(entries) {
      const now = Date.now();
      inOne(() => {
        for (const entry of entries) put(entry, now);
      });
    },
    async isEmpty() {
      const any = (table: string) => `EXISTS (SELECT 1 FROM ${table})`;
      const [records, lists, claims] = TABLES.map(any);
      const found = database.prepare(`SELECT ${records} OR ${lists} OR ${claims} AS found`).get();
      return found?.found === 0;
    },
    async clear(leave = []) {
      inOne(() => {
        for (const table of TABLES) database.exec(`DELETE FROM ${table}`);
        for (const entry of leave) put(entry, Date.now());
      });
    },
    async leases() {
      const rows = database.prepare('SELECT key FROM leases WHERE expires > ?').all(Date.now());
      return rows.map(({ key }) => String(key));
    },
  };
}
