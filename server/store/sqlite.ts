import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { UserError } from '../errors.ts';
import type { Log } from '../log.ts';
import { KeyvSqlite } from './keyv-sqlite.ts';
import { localTopics } from './local-topics.ts';
import { keepRecords } from './records.ts';
import { sqliteContents } from './sqlite-contents.ts';
import { sqliteIndex } from './sqlite-index.ts';
import type { Store } from './store.ts';

/** How long a statement waits for another process's transaction, ms. */
const BUSY_TIMEOUT_MS = 5_000;
const SWEEP_EVERY_MS = 10 * 60_000;

const SCHEMA = `
  BEGIN IMMEDIATE;
  CREATE TABLE IF NOT EXISTS records (
    namespace TEXT, key TEXT, value TEXT NOT NULL, expires INTEGER,
    PRIMARY KEY (namespace, key)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS records_by_expiry ON records (expires) WHERE expires IS NOT NULL;
  CREATE TABLE IF NOT EXISTS lists (
    list TEXT, member TEXT, score REAL NOT NULL,
    PRIMARY KEY (list, member)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS lists_by_score ON lists (list, score, member);
  CREATE TABLE IF NOT EXISTS claims (
    key TEXT PRIMARY KEY, expires INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS leases (
    key TEXT PRIMARY KEY, owner TEXT NOT NULL, expires INTEGER NOT NULL
  ) WITHOUT ROWID;
  COMMIT;
`;

/**
 * `{dataDir}/hindsight.sqlite`, shared by the server, its jobs and whoever runs one by hand.
 * @throws UserError when it can't be opened
 */
export async function openSqliteStore(dataDir: string, log: Log): Promise<Store> {
  const database = open(dataDir);
  // WAL: readers and the one writer don't wait for each other. NORMAL: a power cut may cost the last writes, never the file.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
  database.exec(SCHEMA);

  const sweep = () => {
    const now = Date.now();
    database.prepare('DELETE FROM records WHERE expires <= ?').run(now);
    database.prepare('DELETE FROM claims WHERE expires <= ?').run(now);
    database.prepare('DELETE FROM leases WHERE expires <= ?').run(now);
  };
  sweep();
  const sweeping = setInterval(() => {
    try {
      sweep();
    } catch (error) {
      log.warn({ err: error }, 'expired records stay until the next sweep');
    }
  }, SWEEP_EVERY_MS).unref();

  const claim = database.prepare(`
    INSERT INTO claims (key, expires) VALUES (:key, :expires)
    ON CONFLICT (key) DO UPDATE SET expires = :expires WHERE expires <= :now`);
  const lease = database.prepare(`
    INSERT INTO leases (key, owner, expires) VALUES (:key, :owner, :expires)
    ON CONFLICT (key) DO UPDATE SET owner = :owner, expires = :expires
    WHERE expires <= :now OR owner = :owner`);
  const release = database.prepare('DELETE FROM leases WHERE key = ? AND owner = ?');
  const holder = database.prepare('SELECT owner FROM leases WHERE key = ? AND expires > ?');

  return {
    records: keepRecords((namespace) => new KeyvSqlite(database, namespace)),
    index: sqliteIndex(database),
    topics: localTopics(),
    isShared: false,
    async claim(key, ttlMs) {
      const now = Date.now();
      return claim.run({ key, expires: now + ttlMs, now }).changes === 1;
    },
    async lease(key, owner, ttlMs) {
      const now = Date.now();
      return lease.run({ key, owner, expires: now + ttlMs, now }).changes === 1;
    },
    async release(key, owner) {
      release.run(key, owner);
    },
    async holder(key) {
      return holder.get(key, Date.now())?.owner as string | undefined;
    },
    contents: sqliteContents(database, fileIn(dataDir)),
    async ping() {
      database.prepare('SELECT 1').get();
    },
    async close() {
      clearInterval(sweeping);
      if (database.isOpen) database.close();
    },
  };
}

const fileIn = (dataDir: string) => join(dataDir, 'hindsight.sqlite');

function open(dataDir: string): DatabaseSync {
  const file = fileIn(dataDir);
  try {
    mkdirSync(dataDir, { recursive: true });
    // For its owner alone, as SQLite's other files beside it will be.
    closeSync(openSync(file, 'a', 0o600));
    return new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  } catch (cause) {
    const why = (cause as Error).message;
    throw new UserError(`The store can't be opened in DATA_DIR (${dataDir}): ${why}`, { cause });
  }
}
