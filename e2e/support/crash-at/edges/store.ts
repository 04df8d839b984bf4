import { DatabaseSync, type StatementResultingChanges as Result, StatementSync } from 'node:sqlite';
import { afterChange, beforeChange, isWatched } from '../crash.ts';
import { plainName } from '../plain.ts';

type Named = Record<string, unknown>;

/** What a statement changes, by its text and its values. */
const STATEMENTS: [RegExp, (values: unknown[]) => string | null][] = [
  [/^INSERT OR REPLACE INTO records/, ([namespace]) => `+record ${namespace}`],
  [/^DELETE FROM records WHERE namespace = \? AND key/, ([namespace]) => `-record ${namespace}`],
  [/^INSERT OR REPLACE INTO lists/, ([list]) => `+list ${plainName(String(list))}`],
  [/^DELETE FROM lists/, ([list]) => `-list ${plainName(String(list))}`],
  [/^INSERT INTO claims/, ([values]) => `+claim ${plainName(String((values as Named).key))}`],
  [/^INSERT INTO leases/, ([values]) => `+lease ${plainName(String((values as Named).key))}`],
  [/^DELETE FROM leases WHERE key/, ([key]) => `-lease ${plainName(String(key))}`],
  // What has expired was gone before.
  [/ WHERE expires <= \?$/, () => null],
];

/** Watches node:sqlite: each statement that changes something, and each transaction as one change. */
export function watchStore(): void {
  const { prepare, exec } = DatabaseSync.prototype;
  const { run } = StatementSync.prototype;
  const databases = new WeakMap<StatementSync, DatabaseSync>();
  /** What the open transaction has changed. */
  const open = new WeakMap<DatabaseSync, Set<string>>();

  DatabaseSync.prototype.prepare = function (...args) {
    const statement = prepare.apply(this, args);
    databases.set(statement, this);
    return statement;
  };

  DatabaseSync.prototype.exec = function (sql) {
    const changed = open.get(this);
    open.delete(this);
    if (sql !== 'COMMIT' || !changed || changed.size === 0) return exec.call(this, sql);
    const change = [...changed].sort().join(' ');
    beforeChange(change);
    exec.call(this, sql);
    afterChange(change);
  };

  StatementSync.prototype.run = function (this: StatementSync, ...values: unknown[]) {
    const work = () => (run as (...args: unknown[]) => Result).apply(this, values);
    const change = changeOf(this.sourceSQL.trim(), values);
    const database = databases.get(this);
    if (change === null || !database) return work();
    const isPart = database.isTransaction;
    const result = isWatched(change) && !isPart ? rehearsed(database, change, work) : work();
    if (result.changes === 0) return result;
    if (isPart) open.set(database, noted(open.get(database), change));
    else afterChange(change);
    return result;
  } as typeof run;

  /** Whether it changes anything shows only when it is done; a crash before it undoes that. */
  function rehearsed(database: DatabaseSync, change: string, work: () => Result): Result {
    exec.call(database, 'BEGIN IMMEDIATE');
    try {
      const done = work();
      if (done.changes !== 0) beforeChange(change);
      exec.call(database, 'COMMIT');
      return done;
    } catch (error) {
      if (database.isTransaction) exec.call(database, 'ROLLBACK');
      throw error;
    }
  }
}

function changeOf(sql: string, values: unknown[]): string | null {
  const known = STATEMENTS.find(([text]) => text.test(sql));
  if (known) return known[1](values);
  return /^(INSERT|DELETE|UPDATE)/.test(sql) ? `store: ${sql}` : null;
}

/** Many lists change together: by what all of them are about. */
function noted(before: Set<string> | undefined, change: string): Set<string> {
  return (before ?? new Set<string>()).add(change.split(':')[0] as string);
}
