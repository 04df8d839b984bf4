import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSegmentLibrary } from '../segments/library.ts';
import { segmentsFrom, writeSession } from '../segments/test-sessions.ts';
import { measureBuffer } from './buffered.ts';

const START = Date.parse('2026-11-23T18:00:00Z');
const USER = '11';
const WINDOW_MS = 60_000;
let segmentsPath: string;
beforeEach(async () => {
  segmentsPath = await mkdtemp(join(tmpdir(), 'hindsight-buffered-'));
});
afterEach(() => rm(segmentsPath, { recursive: true }));

/** Segments of 2 s, of 1000, 2000, ... bytes. */
async function record(atMs: number, count: number, ended = false): Promise<void> {
  const segments = segmentsFrom(START + atMs, 0, count - 1);
  const folder = await writeSession(segmentsPath, USER, START + atMs, { segments, ended });
  for (const [i, { uri }] of segments.entries()) {
    await writeFile(join(folder, uri), Buffer.alloc((i + 1) * 1000));
  }
}
function measure(nowMs: number) {
  const now = () => START + nowMs;
  const segments = createSegmentLibrary({ segmentsPath, windowMs: WINDOW_MS, now });
  return measureBuffer(USER, { segments, windowMs: WINDOW_MS, now });
}

test('nothing is nothing', async () => {
  expect(await measure(0)).toBeNull();
  await record(0, 2);
  expect(await measure(10 * WINDOW_MS)).toBeNull();
});

test('the last so much weighs what its segments do, those in part by their part', async () => {
  await record(0, 10);
  const buffer = (await measure(20_000))!;
  expect(buffer).toMatchObject({ bufferedMs: 20_000, spanMs: 20_000 });
  expect(buffer.bytesOfLast(2000)).toBe(10_000);
  expect(buffer.bytesOfLast(3000)).toBe(10_000 + 4500);
  expect(buffer.bytesOfLast(60_000)).toBe(55_000);
});

test('a share goes on until now, one that ended until its end', async () => {
  await record(0, 5, true);
  expect((await measure(25_000))!.spanMs).toBe(10_000);
  expect((await measure(25_000))!.bytesOfLast(2000)).toBe(5000);
  await record(20_000, 2);
  const both = (await measure(25_000))!;
  expect(both).toMatchObject({ bufferedMs: 14_000, spanMs: 25_000 });
  expect(both.bytesOfLast(25_000)).toBe(15_000 + 3000);
});
