import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSegmentLibrary, type SegmentLibrary } from './library.ts';
import { PLAYLIST_FILE } from './playlist.ts';
import { segmentsFrom, writeSession } from './test-sessions.ts';

const START = Date.parse('2026-11-23T18:00:00Z');
const USER = '175928847299117063';
let segmentsPath: string;
let library: SegmentLibrary;
let now: number;
beforeEach(async () => {
  segmentsPath = await mkdtemp(join(tmpdir(), 'hindsight-segments-'));
  now = START + 60_000;
  library = createSegmentLibrary({ segmentsPath, windowMs: 60_000, now: () => now });
});
afterEach(() => rm(segmentsPath, { recursive: true }));

/** A session of segments `first` to `last`, the one with index 0 beginning `atMs` after START. */
const session = (atMs: number, first: number, last: number, ended = false) =>
  writeSession(segmentsPath, USER, START + atMs, {
    segments: segmentsFrom(START + atMs, first, last),
    mediaSequence: first,
    ended,
  });
/** Start of each segment found, ms after START. */
const starts = async (fromMs: number, toMs: number) =>
  (await library.between(USER, START + fromMs, START + toMs)).map((s) => s.startMs - START);

test('a range takes every segment that shows some of it, and no other', async () => {
  const folder = await session(0, 0, 4);
  expect(await starts(2000, 6000)).toEqual([2000, 4000]);
  expect(await starts(1999, 6001)).toEqual([0, 2000, 4000, 6000]);
  expect(await starts(4500, 4501)).toEqual([4000]);
  expect(await starts(-9000, 0)).toEqual([]);
  expect(await starts(10_000, 99_000)).toEqual([]);
  const [first] = await library.between(USER, START, START + 1);
  expect(first).toEqual({
    file: join(folder, 'segment_00000.ts'),
    folder,
    startMs: START,
    durationMs: 2000,
    discontinuity: false,
  });
});

test('sessions and the gaps between them lie on one clock', async () => {
  await session(20_000, 0, 1, true);
  await session(0, 0, 1, true);
  await session(50_000, 0, 0);
  expect(await starts(0, 60_000)).toEqual([0, 2000, 20_000, 22_000, 50_000]);
  expect(await starts(4000, 20_000)).toEqual([]);
});

test('where two sessions overlap, the newer one counts', async () => {
  await session(0, 0, 9);
  await session(4500, 0, 1, true);
  const found = await library.between(USER, START, START + 60_000);
  expect(found.map((s) => [basename(s.folder), s.startMs - START])).toEqual([
    [String(START), 0],
    [String(START), 2000],
    [String(START), 4000],
    [String(START + 4500), 4500],
    [String(START + 4500), 6500],
    [String(START), 10_000],
    [String(START), 12_000],
    [String(START), 14_000],
    [String(START), 16_000],
    [String(START), 18_000],
  ]);
});

test('a file that is gone or not listed is not there', async () => {
  const folder = await session(0, 0, 3);
  await rm(join(folder, 'segment_00001.ts'));
  await writeFile(join(folder, 'segment_00004.ts'), 'open');
  const found = await library.between(USER, START, START + 60_000);
  expect(found.map((s) => [s.startMs - START, s.discontinuity])).toEqual([
    [0, false],
    [4000, true],
    [6000, false],
  ]);
});

test('coverage: from the window to the newest segment, gaps left out', async () => {
  await session(0, 0, 4, true);
  await session(30_000, 0, 9);
  expect(await library.coverage(USER)).toEqual({
    fromMs: START,
    toMs: START + 50_000,
    bufferedMs: 30_000,
    gaps: [{ fromMs: START + 10_000, toMs: START + 30_000 }],
    ended: false,
  });
  now = START + 65_000;
  expect(await library.coverage(USER)).toMatchObject({ fromMs: START + 5000, bufferedMs: 25_000 });
  await session(30_000, 0, 9, true);
  expect((await library.coverage(USER))?.ended).toBe(true);
  now = START + 110_000;
  expect(await library.coverage(USER)).toBeNull();
});

test('nobody, nothing and a torn playlist are no coverage', async () => {
  expect(await library.coverage(USER)).toBeNull();
  await mkdir(join(segmentsPath, USER, String(START)), { recursive: true });
  expect(await library.coverage(USER)).toBeNull();
  await writeFile(join(segmentsPath, USER, String(START), PLAYLIST_FILE), '#EXT');
  expect(await library.coverage(USER)).toBeNull();
  expect(await starts(0, 60_000)).toEqual([]);
});

test.each(['..', '../x', '', '1/2', 'me', '1\n'])('%j is no user', async (id) => {
  await expect(library.between(id, 0, 1)).rejects.toThrow('not a user id');
  await expect(library.coverage(id)).rejects.toThrow('not a user id');
});

test('links are not followed', async () => {
  const elsewhere = await mkdtemp(join(tmpdir(), 'hindsight-elsewhere-'));
  const segments = segmentsFrom(START, 0, 0);
  const folder = await writeSession(elsewhere, USER, START, { segments });
  await mkdir(join(segmentsPath, USER));
  await symlink(folder, join(segmentsPath, USER, String(START)));
  expect(await starts(0, 60_000)).toEqual([]);
  await rm(elsewhere, { recursive: true });
});

test('what is listed of a person takes what its files weigh, also when some are gone', async () => {
  expect(await library.bytes(USER)).toBe(0);
  const folder = await session(0, 0, 2);
  for (const index of [0, 1, 2]) await writeFile(join(folder, `segment_0000${index}.ts`), '12345');
  await writeFile(join(folder, 'segment_00009.ts'), 'not listed');
  expect(await library.bytes(USER)).toBe(15);
  await rm(join(folder, 'segment_00001.ts'));
  expect(await library.bytes(USER)).toBe(10);
});

test('where only some sessions count, the others are not there, nor do they hide anything', async () => {
  const older = await session(0, 0, 4);
  await session(4000, 0, 9);
  const found = await library.between(USER, START, START + 60_000, [older]);
  expect(found.map((s) => s.startMs - START)).toEqual([0, 2000, 4000, 6000, 8000]);
  expect(await library.coverage(USER, [older])).toMatchObject({ toMs: START + 10_000 });
  // As another process names it, which finds sessions below another path.
  const elsewhere = join('/elsewhere', USER, basename(older));
  expect(await library.coverage(USER, [elsewhere])).toMatchObject({ toMs: START + 10_000 });
  expect(await library.coverage(USER, [])).toBeNull();
  expect(await library.between(USER, START, START + 60_000, [])).toEqual([]);
});
