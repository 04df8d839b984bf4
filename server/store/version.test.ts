import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from '../log.ts';
import type { Migration } from './migrations/migration.ts';
import { openStore } from './open.ts';
import type { Store } from './store.ts';
import { IMPORTING, migrate, needReadable, STORE_VERSION, versionOf } from './version.ts';

const log = createLog('silent');
const clips = { relist: async () => {} };
let dataDir: string;
let store: Store;
let done: string[];
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'hindsight-version-'));
  store = await openStore({ dataDir }, log);
  done = [];
});
afterEach(async () => {
  await store.close();
  await rm(dataDir, { recursive: true });
});

const noting =
  (name: string): Migration =>
  async () =>
    void done.push(name);
const run = (migrations: Migration[], on = store) => migrate({ store: on, clips, log }, migrations);

test('migrations run once, in their order, and new ones only those that are new', async () => {
  await run([noting('a'), noting('b')]);
  expect(await versionOf(store)).toBe(2);
  await run([noting('a'), noting('b')]);
  await run([noting('a'), noting('b'), noting('c')]);
  expect(done).toEqual(['a', 'b', 'c']);
});

test('one that fails is begun anew by the next start, those before it are not', async () => {
  const broken: Migration = () => Promise.reject(new Error('the disk is full'));
  await expect(run([noting('a'), broken, noting('c')])).rejects.toThrow('the disk is full');
  expect(await versionOf(store)).toBe(1);
  await run([noting('a'), noting('b'), noting('c')]);
  expect(done).toEqual(['a', 'b', 'c']);
});

test('processes that start together migrate once, and all wait until it is done', async () => {
  const stores = await Promise.all([1, 2, 3].map(() => openStore({ dataDir }, log)));
  const slow: Migration = async () => {
    await sleep(300);
    done.push('slow');
  };
  await Promise.all(
    stores.map(async (one) => {
      await run([slow, noting('quick')], one);
      done.push('started');
    }),
  );
  expect(done).toEqual(['slow', 'quick', 'started', 'started', 'started']);
  for (const one of stores) await one.close();
});

test('what a process that died in it holds does not keep others for ever', async () => {
  await store.lease('migration', 'dead', 400);
  await run([noting('a')]);
  expect(done).toEqual(['a']);
});

test('two that migrate at once, because one of them lost its lease, leave the version that they know', async () => {
  const slow: Migration = async () => {
    await store.contents.clear();
    await sleep(400);
  };
  await Promise.all([run([slow]), run([slow])]);
  expect(await versionOf(store)).toBe(1);
});

test("a newer program's store is refused in a sentence, and left as it is", async () => {
  await run([noting('a'), noting('b'), noting('c')]);
  await expect(run([noting('a')])).rejects.toThrow('its version is 3, and this one knows 1');
  await expect(needReadable(store, 2)).rejects.toThrow('Start the newer one again');
  expect(await versionOf(store)).toBe(3);
  expect(done).toEqual(['a', 'b', 'c']);
});

test('a store into which an import was broken off is refused', async () => {
  await store.contents.clear([IMPORTING]);
  await expect(needReadable(store)).rejects.toThrow('The store is incomplete');
  await expect(run([noting('a')])).rejects.toThrow('--replace');
  expect(done).toEqual([]);
});

test('clips of versions before there was one are listed anew, unless they are listed already', async () => {
  const listed: string[] = [];
  const relisting = { relist: async (id: string) => void listed.push(id) };
  await store.records('clips').set('1', {});
  await store.records('clips').set('2', {});
  await migrate({ store, clips: relisting, log });
  expect(listed.sort()).toEqual(['1', '2']);
  expect(await versionOf(store)).toBe(STORE_VERSION);
  await store.records('store').delete('version');
  await store.records('clip-lists').set('version', 3);
  await migrate({ store, clips: relisting, log });
  expect(listed).toHaveLength(2);
});
