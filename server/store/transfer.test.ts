import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { skipWithout } from '../../e2e/support/parts.ts';
import { createLog } from '../log.ts';
import type { StoreEntry } from './contents.ts';
import { openStore } from './open.ts';
import { type RedisServer, startRedis } from './redis-server.ts';
import type { Store } from './store.ts';
import { exportStore, importStore } from './transfer.ts';
import { IMPORTING, needReadable, STORE_VERSION, versionOf } from './version.ts';

const log = createLog('silent');
const SCRIPT = join(import.meta.dirname, '../../scripts/store.ts');
const run = promisify(execFile);
const missing = await skipWithout('redis');

let folder: string;
let count = 0;
let file: string;
let redis: RedisServer | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-transfer-'));
  if (!missing) redis = await startRedis();
});
afterAll(async () => {
  await redis?.stop();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  file = join(folder, `${++count}.jsonl`);
});

const sqlite = () => openStore({ dataDir: join(folder, `data-${++count}`) }, log);
async function emptyRedis(): Promise<Store> {
  const store = await openStore({ dataDir: '/nowhere', storeUrl: redis!.url }, log);
  await store.contents.clear();
  return store;
}

async function walked(store: Store): Promise<StoreEntry[]> {
  const found: StoreEntry[] = [];
  for await (const entry of store.contents.walk()) found.push(entry);
  return found.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

async function fill(store: Store): Promise<void> {
  await store.records<number>('store').set('version', STORE_VERSION);
  await store.records('clips').set('1', { title: 'ä ✂️', marks: [] });
  await store.records('sessions').set('s', 'x', 3600_000);
  await store.index.update({
    add: [
      { list: 'clips:user:1', member: '1', score: 1_763_900_000_001.5 },
      { list: 'clips:user:1:title', member: 'ä\u00011', score: 2 ** 48 },
    ],
  });
  await store.claim('link:used', 3600_000);
  await store.lease('order:1', 'me', 3600_000);
}

/** Ends of time are measured from now on both sides. */
function expectSame(found: StoreEntry[], wanted: StoreEntry[]): void {
  expect(found).toEqual(
    wanted.map((entry) => ({
      ...entry,
      ...('expiresAtMs' in entry && { expiresAtMs: expect.closeTo(entry.expiresAtMs!, -4) }),
    })),
  );
}

describe.skipIf(missing)('between the two', () => {
  test.each([
    ['SQLite to Redis', sqlite, emptyRedis],
    ['Redis to SQLite', emptyRedis, sqlite],
  ])('%s: everything is there, with its end; leases are not', async (_, from, to) => {
    const before = await from();
    await fill(before);
    const wanted = await walked(before);
    expect(await exportStore(before, file)).toBe(wanted.length);
    await before.contents.clear();
    await before.close();
    const after = await to();
    expect(await importStore(after, file)).toBe(wanted.length);
    expectSame(await walked(after), wanted);
    expect(await after.records('clips').get('1')).toEqual({ title: 'ä ✂️', marks: [] });
    expect(await after.claim('link:used', 1000)).toBe(false);
    expect(await after.lease('order:1', 'another', 1000)).toBe(true);
    await needReadable(after);
    await after.close();
  });
});

test('a name that ends with .gz is zipped, and the file is for its owner alone', async () => {
  const store = await sqlite();
  await fill(store);
  file += '.gz';
  await exportStore(store, file);
  const lines = gunzipSync(await readFile(file))
    .toString()
    .trim()
    .split('\n');
  expect(JSON.parse(lines[0]!)).toMatchObject({ hindsight: 'store', version: STORE_VERSION });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const other = await sqlite();
  await importStore(other, file);
  expectSame(await walked(other), await walked(store));
  await Promise.all([store.close(), other.close()]);
});

describe('what is refused leaves the store as it was', () => {
  let store: Store;
  let whole: string;
  beforeAll(async () => {
    store = await sqlite();
    await fill(store);
    const source = join(folder, 'whole.jsonl');
    await exportStore(store, source);
    whole = await readFile(source, 'utf8');
  });
  afterAll(() => store.close());

  const lines = () => whole.trim().split('\n');
  async function refused(content: string | Buffer, why: string, name = file) {
    await writeFile(name, content);
    const before = await walked(store);
    await expect(importStore(store, name, { replace: true })).rejects.toThrow(why);
    expect(await walked(store)).toEqual(before);
    await needReadable(store);
  }

  test('a store that is not empty, unless it is said', async () => {
    await writeFile(file, whole);
    await expect(importStore(store, file)).rejects.toThrow('That store is not empty');
    await store.index.add('more', 'a', 1);
    await importStore(store, file, { replace: true });
    expect(await store.index.count('more')).toBe(0);
  });

  test('a store that Hindsight works with', async () => {
    for (const lease of ['server', 'server:host/127.0.0.1:3000', 'process:1']) {
      await store.lease(lease, 'me', 60_000);
      await refused(whole, 'Hindsight runs on that store');
      await store.release(lease, 'me');
    }
    await store.lease('order:1', 'me', 60_000);
  });

  test('a file that was cut off, anywhere', async () => {
    for (const length of [whole.length - 3, whole.length - 30, whole.length >> 1]) {
      await refused(whole.slice(0, length), `${file}`);
    }
    await refused(lines().slice(0, -1).join('\n'), 'was cut off');
    await refused(lines().toSpliced(2, 1).join('\n'), 'other than');
    const zipped = gzipSync(whole);
    await refused(zipped.subarray(0, zipped.length - 20), 'was cut off', `${file}.gz`);
    await refused('no zip', 'no whole gzip file', `${file}.gz`);
  });

  test('a line that is wrong, which is named', async () => {
    const wrong = lines().with(2, '{"kind":"list","list":"a","member":"b","score":"1"}').join('\n');
    await refused(wrong, 'line 3, is no entry of a store');
    await refused(`${whole}{"kind":"claim"}\n`, 'stands behind the end');
  });

  test('a file of something else, or of a newer program', async () => {
    await refused('', 'no export of a store');
    await refused('hello\n', 'no export of a store');
    await refused('{"hindsight":"clips"}\n', 'no export of a store');
    const newer = (change: object) =>
      lines()
        .with(0, JSON.stringify({ ...JSON.parse(lines()[0]!), ...change }))
        .join('\n');
    await refused(newer({ version: STORE_VERSION + 1 }), 'is of a newer Hindsight');
    await refused(newer({ format: 2 }), 'was exported by a newer Hindsight');
    await expect(importStore(store, join(folder, 'none'))).rejects.toThrow('ENOENT');
  });
});

test('an import that was broken off is told, and can be made good', async () => {
  const store = await sqlite();
  await fill(store);
  await exportStore(store, file);
  const { put } = store.contents;
  store.contents.put = () => Promise.reject(new Error('the disk is full'));
  await expect(importStore(store, file, { replace: true })).rejects.toThrow('the disk is full');
  store.contents.put = put;
  expect(await walked(store)).toEqual([IMPORTING]);
  await expect(needReadable(store)).rejects.toThrow('The store is incomplete');
  await expect(exportStore(store, `${file}2`)).rejects.toThrow('The store is incomplete');
  await importStore(store, file, { replace: true });
  await needReadable(store);
  expect(await versionOf(store)).toBe(STORE_VERSION);
  await store.close();
});

/** Writes clips, a record and a place in a list each, as fast as it can, until it is told to end. */
function startWriter(config: { dataDir: string; storeUrl?: string }): ChildProcess {
  const script = `
    import { openStore } from '${join(import.meta.dirname, 'open.ts')}';
    const store = await openStore(${JSON.stringify(config)}, { warn() {} });
    const records = store.records('clips');
    let ends = false;
    process.on('SIGTERM', () => { ends = true; });
    for (let i = 0; !ends; i++) {
      await store.index.add('clips:all', String(i), i);
      await records.set(String(i), { i, of: 'x'.repeat(200) });
      if (i === 2000) console.log('busy');
      if (i % 50 === 0) await new Promise(setImmediate);
    }
    await store.close();`;
  return spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

test.each(missing ? ['SQLite'] : ['SQLite', 'Redis'])(
  'a backup of %s while a process writes is put back whole',
  async (kind) => {
    const dataDir = join(folder, `busy-${kind}`);
    const config = { dataDir, ...(kind === 'Redis' && { storeUrl: redis!.url }) };
    if (kind === 'Redis') await (await emptyRedis()).close();
    const writer = startWriter(config);
    await once(writer.stdout!, 'data');
    const env = { ...process.env, DATA_DIR: dataDir, STORE_URL: config.storeUrl ?? '' };
    const first = await run(process.execPath, [SCRIPT, 'export', file], { env });
    expect(first.stdout).toContain('entries');
    writer.kill();
    await once(writer, 'exit');

    const restored = await sqlite();
    await importStore(restored, file);
    const members = await restored.index.count('clips:all');
    expect(members).toBeGreaterThan(2000);
    let records = 0;
    for await (const key of restored.contents.keys('clips')) {
      // No record without its place; what was written behind the backup's back may have a place alone.
      if (records++ < 3000) {
        const { members: found } = await restored.index.page('clips:all', {
          ...{ from: Number(key), to: Number(key), limit: 1 },
        });
        expect(found).toHaveLength(1);
      }
    }
    expect(records).toBeGreaterThanOrEqual(2000);
    if (kind === 'SQLite') expect(members - records).toBeLessThanOrEqual(1);
    await restored.close();
  },
  60_000,
);

test('a hundred thousand clips go through little memory, and the script says what is wrong', async () => {
  const dataDir = join(folder, 'large');
  const store = await openStore({ dataDir }, log);
  const value = JSON.stringify({ value: { title: 'x'.repeat(400) } });
  for (let i = 0; i < 100; i++) {
    await store.contents.put(
      Array.from({ length: 1000 }, (_, j) => ({
        ...{ kind: 'record' as const, namespace: 'clips', key: `${i}-${j}`, value },
      })),
    );
  }
  await store.close();
  file += '.gz';
  const script = (dir: string, ...given: string[]) =>
    run(process.execPath, ['--max-old-space-size=48', SCRIPT, ...given], {
      env: { ...process.env, DATA_DIR: dir, STORE_URL: '' },
    });
  expect((await script(dataDir, 'export', file)).stdout).toContain('100000 entries');
  const other = join(folder, 'large-too');
  expect((await script(other, 'import', file)).stdout).toContain('the 100000 entries');
  await expect(script(other, 'import', file)).rejects.toMatchObject({
    ...{ code: 1, stderr: expect.stringContaining('That store is not empty') },
  });
  await expect(script(other, 'move', file)).rejects.toMatchObject({
    ...{ code: 1, stderr: expect.stringContaining('Usage: npm run store') },
  });
}, 120_000);
