import type { Contents, StoreEntry } from './contents.ts';
import type { Redis } from './redis.ts';

/** Between a record's namespace and its key, as KeyvRedis has it. */
const SEPARATOR = '::';
const AT_ONCE = 500;

/** @param prefix of everything that is ours, with its colon */
export function redisContents(redis: Redis, prefix: string): Contents {
  const lists = `${prefix}list:`;
  const claims = `${prefix}claim:`;
  const leases = `${prefix}lease:`;

  async function* scan(pattern: string, type?: 'string' | 'zset'): AsyncGenerator<string[]> {
    const options = { MATCH: pattern, COUNT: AT_ONCE, ...(type && { TYPE: type }) };
    for await (const keys of redis.scanIterator(options)) if (keys.length > 0) yield keys;
  }

  const recordKey = (namespace: string, key: string) => `${prefix}${namespace}${SEPARATOR}${key}`;

  function keyOf(entry: StoreEntry): string {
    if (entry.kind === 'list') return lists + entry.list;
    return entry.kind === 'claim' ? claims + entry.key : recordKey(entry.namespace, entry.key);
  }

  /** Values and ends of a few keys; those that have gone meanwhile are left out. */
  async function read(keys: string[]) {
    const now = Date.now();
    const all = redis.multi();
    for (const key of keys) all.get(key).pTTL(key);
    const answers = (await all.exec()) as unknown as (string | number | null)[];
    return keys.flatMap((key, i) => {
      const value = answers[2 * i] as string | null;
      const leftMs = answers[2 * i + 1] as number;
      if (value === null || leftMs === 0 || leftMs === -2) return [];
      return [{ key, value, ...(leftMs > 0 && { expiresAtMs: now + leftMs }) }];
    });
  }

  function placeOf(key: string): { namespace: string; key: string } | undefined {
    const name = key.slice(prefix.length);
    const at = name.indexOf(SEPARATOR);
    if (at < 0 || key.startsWith(claims) || key.startsWith(leases)) return undefined;
    return { namespace: name.slice(0, at), key: name.slice(at + SEPARATOR.length) };
  }

  async function* walkRecords(): AsyncGenerator<StoreEntry> {
    for await (const keys of scan(`${literal(prefix)}*${SEPARATOR}*`, 'string')) {
      for (const { key, ...rest } of await read(keys)) {
        const place = placeOf(key);
        if (place) yield { kind: 'record', ...place, ...rest };
      }
    }
  }

  async function* walkLists(): AsyncGenerator<StoreEntry> {
    for await (const keys of scan(`${literal(lists)}*`, 'zset')) {
      for (const key of keys) {
        const list = key.slice(lists.length);
        // Not by rank: what comes and goes meanwhile would move others out of sight.
        for await (const members of redis.zScanIterator(key, { COUNT: AT_ONCE })) {
          for (const { value, score } of members) {
            yield { kind: 'list', list, member: value, score };
          }
        }
      }
    }
  }

  async function* walkClaims(): AsyncGenerator<StoreEntry> {
    for await (const keys of scan(`${literal(claims)}*`, 'string')) {
      for (const { key, expiresAtMs } of await read(keys)) {
        if (expiresAtMs) yield { kind: 'claim', key: key.slice(claims.length), expiresAtMs };
      }
    }
  }

  async function put(entries: StoreEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const now = Date.now();
    const all = redis.multi();
    const set = (key: string, value: string, expiresAtMs?: number) => {
      if (expiresAtMs === undefined) all.set(key, value);
      else if (expiresAtMs > now) {
        all.set(key, value, { expiration: { type: 'PX', value: expiresAtMs - now } });
      }
    };
    for (const entry of entries) {
      if (entry.kind === 'list') {
        all.zAdd(lists + entry.list, { score: entry.score, value: entry.member });
      } else if (entry.kind === 'claim') set(claims + entry.key, '1', entry.expiresAtMs);
      else {
        const { namespace, key, value, expiresAtMs } = entry;
        set(recordKey(namespace, key), value, expiresAtMs);
      }
    }
    await all.exec();
  }

  return {
    async *walk() {
      yield* walkRecords();
      yield* walkLists();
      yield* walkClaims();
    },
    async *keys(namespace) {
      const start = recordKey(namespace, '');
      for await (const keys of scan(`${literal(start)}*`, 'string')) {
        for (const key of keys) yield key.slice(start.length);
      }
    },
    put,
    async isEmpty() {
      for await (const keys of scan(`${literal(prefix)}*`)) {
        if (keys.some((key) => !key.startsWith(leases))) return false;
      }
      return true;
    },
    async clear(leave = []) {
      await put(leave);
      const left = new Set(leave.map(keyOf));
      for await (const keys of scan(`${literal(prefix)}*`)) {
        const gone = keys.filter((key) => !left.has(key));
        if (gone.length > 0) await redis.unlink(gone);
      }
    },
    async leases() {
      const found: string[] = [];
      for await (const keys of scan(`${literal(leases)}*`)) found.push(...keys);
      return found.map((key) => key.slice(leases.length));
    },
  };
}

/** As a part of a pattern for SCAN. */
function literal(text: string): string {
  return text.replace(/[\\*?[\]^-]/g, '\\$&');
}
