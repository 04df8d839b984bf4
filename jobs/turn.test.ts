import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from '../server/log.ts';
import { openStore } from '../server/store/open.ts';
import type { Store } from '../server/store/store.ts';
import { takeTurn } from './turn.ts';

let dataDir: string;
let store: Store;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'hindsight-turn-'));
  store = await openStore({ dataDir }, createLog('silent'));
});
afterEach(async () => {
  await store.close();
  await rm(dataDir, { recursive: true });
});

const take = (owner: string, leaseMs = 60_000) =>
  takeTurn({ ...{ store, job: 'a', owner, leaseMs }, log: createLog('silent') });

test('one has it until it is given back; another job is free', async () => {
  const turn = await take('one');
  expect(await take('two')).toBeNull();
  expect(await store.lease('job:b', 'two', 1000)).toBe(true);
  await turn?.end();
  const next = await take('two');
  expect(next?.lost.aborted).toBe(false);
  await next?.end();
});

test('it is kept for longer than its lease, for as long as it is renewed', async () => {
  const turn = await take('one', 1000);
  const until = Date.now() + 2500;
  while (Date.now() < until) {
    expect(await store.lease('job:a', 'two', 1)).toBe(false);
    await sleep(10);
  }
  expect(turn?.lost.aborted).toBe(false);
  await turn?.end();
});

test('one that went to somebody else is lost', async () => {
  const turn = await take('one', 200);
  await store.release('job:a', 'one');
  expect(await store.lease('job:a', 'two', 60_000)).toBe(true);
  await expect.poll(() => turn?.lost.aborted).toBe(true);
  await turn?.end();
  // It is not ours to give back.
  expect(await store.lease('job:a', 'two', 60_000)).toBe(true);
});

test('it is lost before its lease ends while the store does not answer', async () => {
  const leaseMs = 4000;
  const turn = await take('one', leaseMs);
  const takenMs = performance.now();
  await store.close();
  await expect.poll(() => turn?.lost.aborted, { interval: 5, timeout: 10_000 }).toBe(true);
  expect(performance.now() - takenMs).toBeLessThan(leaseMs);
  expect(turn?.lost.reason.message).toContain('store');
  await expect(turn?.end()).rejects.toThrow();
  store = await openStore({ dataDir }, createLog('silent'));
});
