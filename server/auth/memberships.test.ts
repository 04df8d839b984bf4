import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from '../log.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import { createMemberships, type Memberships } from './memberships.ts';

const DAY_MS = 24 * 3600_000;

let dataDir: string;
let store: Store;
let nowMs: number;
let memberships: Memberships;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'hindsight-'));
  store = await openStore({ dataDir }, createLog('silent'));
  nowMs = 1e12;
  memberships = createMemberships(store, () => nowMs);
});
afterEach(async () => {
  await store.close();
  await rm(dataDir, { recursive: true });
});

test('the servers of a person, those seen last first', async () => {
  expect(await memberships.of('1')).toEqual([]);
  for (const guildId of ['10', '11', '10']) {
    nowMs += 1;
    await memberships.note('1', [guildId]);
  }
  await memberships.note('2', ['12']);
  expect(await memberships.of('1')).toEqual(['10', '11']);
  await memberships.forget('1', '10');
  expect(await memberships.of('1')).toEqual(['11']);
});

test('who was not seen on one for three months is not said to be there', async () => {
  await memberships.note('1', ['10']);
  nowMs += 89 * DAY_MS;
  await memberships.note('1', ['11']);
  nowMs += 2 * DAY_MS;
  expect(await memberships.of('1')).toEqual(['11']);
});

test('of very many those seen longest ago make room', async () => {
  await memberships.note('1', ['first']);
  nowMs += 1;
  await memberships.note(
    '1',
    Array.from({ length: 199 }, (_, i) => `${i}`),
  );
  nowMs += 1;
  await memberships.note('1', ['last']);
  const known = await memberships.of('1');
  expect(known).toHaveLength(200);
  expect(known[0]).toBe('last');
  expect(known).not.toContain('first');
});
