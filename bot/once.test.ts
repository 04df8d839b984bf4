import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLog } from '../server/log.ts';
import { openStore } from '../server/store/open.ts';
import type { Store } from '../server/store/store.ts';
import { createOnce } from './once.ts';

const lines: string[] = [];
const log = createLog('warn', { write: (line: string) => void lines.push(line) });
const going = new AbortController();
const ended = AbortSignal.abort();

let dataDir: string;
let stores: Store[];
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'hindsight-once-'));
  stores = [await openStore({ dataDir }, log), await openStore({ dataDir }, log)];
});
afterAll(async () => {
  for (const store of stores) await store.close();
  await rm(dataDir, { recursive: true });
});
/** As a process has it. */
const once = (which: 0 | 1, closing = going.signal) =>
  createOnce({ store: stores[which]!, closing, log });

test('what Discord sends again is not done again', async () => {
  const isOurs = once(0);
  expect(await Promise.all([isOurs('1'), isOurs('1'), isOurs('2')])).toEqual([true, false, true]);
  expect(await isOurs('1')).toBe(false);
});

test('of two processes one does it, also after a restart', async () => {
  const answers = await Promise.all([once(0)('3'), once(1)('3')]);
  expect(answers.toSorted()).toEqual([false, true]);
  expect(await once(0)('3')).toBe(false);
});

test('one that ends leaves it to the other, and does it where there is none', async () => {
  const leaving = once(0, ended);
  const [left, alone] = [leaving('4'), leaving('5')];
  expect(await once(1)('4')).toBe(true);
  expect(await left).toBe(false);
  expect(await alone).toBe(true);
});

test('while the store fails or is slow, it is done all the same, in time', async () => {
  const failing = { claim: () => Promise.reject(new Error('Redis is away')) };
  const isOurs = createOnce({ store: failing, closing: going.signal, log });
  expect(await isOurs('6')).toBe(true);
  expect(await isOurs('6')).toBe(false);
  expect(lines.join()).toContain('Redis is away');
  const slow = { claim: () => new Promise<boolean>(() => {}) };
  const sinceMs = performance.now();
  expect(await createOnce({ store: slow, closing: going.signal, log })('7')).toBe(true);
  expect(performance.now() - sinceMs).toBeLessThan(2000);
});
