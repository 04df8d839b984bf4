import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from '../log.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import { createMarks, type Mark, type Marks } from './marks.ts';

const WINDOW_MS = 60_000;

let folder: string;
let store: Store;
let marks: Marks;
let nowMs: number;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-marks-'));
  store = await openStore({ dataDir: folder }, createLog('silent'));
  nowMs = Date.now();
  marks = createMarks({ store, windowMs: WINDOW_MS, now: () => nowMs });
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

function mark(id: string, agoMs: number, change: Partial<Mark> = {}): Mark {
  const of = { userId: '11', guildId: '21', channelId: '31', label: `mark ${id}` };
  return { id, ...of, atMs: nowMs - agoMs, ...change };
}
const ids = async (userId = '11', limit?: number) =>
  (await marks.recent(userId, limit)).map(({ id }) => id);

test('marks of a person come newest first by their moment, in whatever order they were set', async () => {
  for (const [id, ago] of [
    ['1', 3000],
    ['3', 1000],
    ['2', 2000],
  ] as const) {
    await marks.add(mark(id, ago));
  }
  await marks.add(mark('4', 500, { userId: '12' }));
  expect(await ids()).toEqual(['3', '2', '1']);
  expect(await ids('11', 2)).toEqual(['3', '2']);
  expect(await marks.last('11')).toEqual(mark('3', 1000));
  expect(await ids('12')).toEqual(['4']);
  expect(await marks.last('13')).toBeUndefined();
});

test('a mark that the buffer has moved past is gone; for what is just being clipped a little later', async () => {
  await marks.add(mark('1', 50_000));
  await marks.add(mark('2', 10_000));
  nowMs += 20_000;
  expect(await ids()).toEqual(['2']);
  await marks.add(mark('3', 0));
  expect(await marks.within('11', nowMs - 70_000, nowMs)).toHaveLength(3);
  nowMs += 10 * 60_000 - 5000;
  await marks.add(mark('4', 0));
  expect(await store.index.count('marks:11')).toBe(3);
  expect(await store.records('marks').has('1')).toBe(false);
});

test('of very many, the oldest go', async () => {
  for (let i = 0; i < 110; i++) await marks.add(mark(`${i}`, 20_000 - i));
  const kept = await ids();
  expect(kept).toHaveLength(100);
  expect(kept[0]).toBe('109');
  expect(kept.at(-1)).toBe('10');
});

test('only the person whose mark it is can remove it, once', async () => {
  await marks.add(mark('1', 3000));
  await marks.add(mark('2', 2000));
  expect(await marks.remove('12', '1')).toBe(false);
  expect(await marks.remove('11', 'nothing')).toBe(false);
  expect(await marks.remove('11', '1')).toBe(true);
  expect(await marks.remove('11', '1')).toBe(false);
  expect(await ids()).toEqual(['2']);
  expect(await store.index.count('marks:11')).toBe(1);
});

test('where the last clip ended is the latest end, whatever clip was made last', async () => {
  expect(await marks.lastClipEnd('11')).toBeUndefined();
  await marks.noteClip('11', nowMs - 5000);
  await marks.noteClip('11', nowMs - 30_000);
  expect(await marks.lastClipEnd('11')).toBe(nowMs - 5000);
  expect(await marks.lastClipEnd('12')).toBeUndefined();
  nowMs += WINDOW_MS;
  expect(await marks.lastClipEnd('11')).toBeUndefined();
});

test('those of a range, with its ends, come oldest first', async () => {
  for (const [id, ago] of Object.entries({ 1: 5000, 2: 4000, 3: 3000, 4: 2000 })) {
    await marks.add(mark(id, ago));
  }
  await marks.add(mark('5', 3000, { userId: '12' }));
  const found = await marks.within('11', nowMs - 4000, nowMs - 3000);
  expect(found.map(({ id }) => id)).toEqual(['2', '3']);
  expect(await marks.within('11', nowMs - 2999, nowMs - 2001)).toEqual([]);
});
