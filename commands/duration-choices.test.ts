import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadConfig } from '../server/config.ts';
import { createSegmentLibrary, type SegmentLibrary } from '../server/segments/library.ts';
import { segmentsFrom, writeSession } from '../server/segments/test-sessions.ts';
import { en } from '../server/words/en.ts';
import { durationChoices } from './duration-choices.ts';

const USER = '11';
const config = loadConfig({});
let segmentsPath: string;
let segments: SegmentLibrary;
beforeEach(async () => {
  segmentsPath = await mkdtemp(join(tmpdir(), 'hindsight-durations-'));
  segments = createSegmentLibrary({ segmentsPath, windowMs: config.windowMs });
});
afterEach(() => rm(segmentsPath, { recursive: true }));

/** So many seconds that have just ended, of so many bytes each. */
async function record(seconds: number, bytesPerSecond: number): Promise<void> {
  const startMs = Date.now() - seconds * 1000;
  const list = segmentsFrom(startMs, 0, seconds / 2 - 1);
  const folder = await writeSession(segmentsPath, USER, startMs, { segments: list, ended: true });
  for (const { uri } of list) await writeFile(join(folder, uri), Buffer.alloc(bytesPerSecond * 2));
}
const offered = (typed: string) => durationChoices(typed, USER, { config, segments }, en);
const names = async (typed: string) => (await offered(typed)).map(({ name }) => name);

test('what the buffer holds is offered with what it weighs, and all of it', async () => {
  await record(160, 120_000);
  expect(await offered('')).toEqual([
    { name: '30s · about 3 MB', value: '30s' },
    { name: '1m · about 7 MB', value: '1m' },
    { name: '2m · about 14 MB', value: '2m' },
    { name: 'all: 2m40s · about 18 MB', value: '2m40s' },
  ]);
});

test('what is typed stands first where it is there, else all of it', async () => {
  await record(160, 1000);
  expect(await names('1:30')).toEqual(['1m30s · under 1 MB']);
  expect(await names('2')).toEqual(['2s · under 1 MB', '2m · under 1 MB']);
  expect(await names('5m')).toEqual(['all: 2m40s · under 1 MB']);
  expect(await names('al')).toEqual(['all: 2m40s · under 1 MB']);
  expect(await names('soon')).toEqual([]);
});

test('where nothing is buffered, nothing is offered', async () => {
  expect(await offered('')).toEqual([]);
});

test('a slow disk takes the sizes, not the choices', async () => {
  segments = { ...segments, coverage: () => new Promise(() => {}) };
  const began = performance.now();
  expect(await names('')).toEqual(['30s', '1m', '2m', '5m', '10m', '20m']);
  expect(performance.now() - began).toBeLessThan(2500);
});
