import { EventEmitter } from 'node:events';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { KeyvStoreAdapter, StoredData } from 'keyv';

/** Keyv's storage on node:sqlite, one instance a namespace. (@keyv/sqlite needs a native build.) */
export class KeyvSqlite extends EventEmitter implements KeyvStoreAdapter {
  readonly opts = { dialect: 'sqlite' };
  namespace: string;
  readonly #select: StatementSync;
  readonly #upsert: StatementSync;
  readonly #delete: StatementSync;
  readonly #clear: StatementSync;

  constructor(database: DatabaseSync, namespace: string) {
    super();
    this.namespace = namespace;
    this.#select = database.prepare(
      'SELECT value FROM records WHERE namespace = ? AND key = ? AND (expires IS NULL OR expires > ?)',
    );
    this.#upsert = database.prepare(
      'INSERT OR REPLACE INTO records (namespace, key, value, expires) VALUES (?, ?, ?, ?)',
    );
    this.#delete = database.prepare('DELETE FROM records WHERE namespace = ? AND key = ?');
    this.#clear = database.prepare('DELETE FROM records WHERE namespace = ?');
  }

  async get<Value>(key: string): Promise<StoredData<Value> | undefined> {
    const row = this.#select.get(this.namespace, key, Date.now());
    return row?.value as StoredData<Value> | undefined;
  }

  // Without it Keyv asks one by one and takes those that fail for missing ones.
  async getMany<Value>(keys: string[]): Promise<Array<StoredData<Value | undefined>>> {
    return Promise.all(keys.map((key) => this.get<Value>(key)));
  }

  async set(key: string, value: string, ttlMs?: number): Promise<void> {
    this.#upsert.run(this.namespace, key, value, ttlMs ? Date.now() + ttlMs : null);
  }

  async delete(key: string): Promise<boolean> {
    return this.#delete.run(this.namespace, key).changes > 0;
  }

  async clear(): Promise<void> {
    this.#clear.run(this.namespace);
  }

  async has(key: string): Promise<boolean> {
    return this.#select.get(this.namespace, key, Date.now()) !== undefined;
  }
}
