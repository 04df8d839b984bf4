import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from './log.ts';
import { joinProcesses, type Processes } from './processes.ts';
import { openStore } from './store/open.ts';
import type { Store } from './store/store.ts';

const log = createLog('silent');
const LEASE_MS = 400;

let folder: string;
let store: Store;
let server: Processes;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-processes-'));
  store = await openStore({ dataDir: folder }, log);
  server = await enter('http://127.0.0.1:1', 'server');
});
afterEach(async () => {
  await server.close();
  await store.close();
  await rm(folder, { recursive: true });
});

const enter = (address: string, ...roles: ('server' | 'bot' | 'worker')[]) =>
  joinProcesses(store, { roles, address }, log, LEASE_MS);
const addresses = async (role?: 'server' | 'bot') =>
  (await server.alive(role)).map(({ address }) => address);

test('each knows who is there, by role, until it leaves', async () => {
  const bot = await enter('http://127.0.0.1:2', 'bot', 'worker');
  expect(await addresses()).toEqual(['http://127.0.0.1:1', 'http://127.0.0.1:2']);
  expect(await addresses('bot')).toEqual(['http://127.0.0.1:2']);
  expect(await server.others('server')).toEqual([]);
  expect(await bot.others('server')).toMatchObject([{ id: server.id }]);
  await bot.holdShards({ ids: [0, 2], count: 3 });
  await expect
    .poll(() => server.alive('bot'))
    .toMatchObject([{ shards: { ids: [0, 2], count: 3 } }]);
  await bot.close();
  await expect.poll(() => addresses('bot')).toEqual([]);
  expect(await server.isAlive(bot.id)).toBe(false);
  expect(await server.isAlive(server.id)).toBe(true);
});

test('one that gives no sign of life is dead, and alive again when it wakes', async () => {
  let isStopped = false;
  const stopping: Store = {
    ...store,
    lease: (...args) => (isStopped ? Promise.reject(new Error('stopped')) : store.lease(...args)),
  };
  const about = { roles: ['bot' as const], address: 'http://127.0.0.1:3' };
  const bot = await joinProcesses(stopping, about, log, LEASE_MS);
  await sleep(2 * LEASE_MS);
  expect(await addresses('bot')).toEqual(['http://127.0.0.1:3']);
  isStopped = true;
  await expect.poll(() => addresses('bot'), { timeout: 3000 }).toEqual([]);
  isStopped = false;
  await expect.poll(() => addresses('bot'), { timeout: 3000 }).toEqual(['http://127.0.0.1:3']);
  await bot.close();
});
