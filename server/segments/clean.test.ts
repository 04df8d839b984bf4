import { access, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from '../log.ts';
import { type CleanedSession, cleanSegments } from './clean.ts';
import { localFiles } from './local-files.ts';
import { LIVE_PLAYLIST_FILE, PLAYLIST_FILE, renderPlaylist, segmentFile } from './playlist.ts';
import { segmentsFrom, touch, writeSession } from './test-sessions.ts';
import { VOICE } from './voice-folder.ts';

const WINDOW = 60_000;
// Long ago, so that what the tests write just now counts as touched after it.
const START = Date.parse('2020-01-01T00:00:00Z');
const USER = '175928847299117063';
let segmentsPath: string;
beforeEach(async () => {
  segmentsPath = await mkdtemp(join(tmpdir(), 'hindsight-clean-'));
});
afterEach(() => rm(segmentsPath, { recursive: true }));

/** Cleans as if it were `atMs` after START. */
const cleanAt = (atMs: number, dryRun = false) =>
  cleanSegments({
    ...{ segmentsPath, windowMs: WINDOW, nowMs: START + atMs, dryRun },
    log: createLog('silent'),
  });
const session = (first: number, last: number, ended = false, atMs = START) =>
  writeSession(segmentsPath, USER, atMs, {
    segments: segmentsFrom(atMs, first, last),
    mediaSequence: first,
    ended,
  });
const add = (folder: string, ...indexes: number[]) =>
  Promise.all(indexes.map((index) => writeFile(join(folder, segmentFile(index)), 'x')));
/** Numbers of the segment files that are left. */
const left = async (folder: string) =>
  (await readdir(folder))
    .filter((file) => file.endsWith('.ts'))
    .sort()
    .map((file) => Number(file.slice(8, -3)));
const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

test('what ended before the window goes, to the millisecond; the rest stays', async () => {
  const folder = await session(0, 5);
  expect(await cleanAt(WINDOW + 4000)).toEqual({ deleted: 1, kept: 5, foldersRemoved: 0 });
  expect(await left(folder)).toEqual([1, 2, 3, 4, 5]);
  expect(await cleanAt(WINDOW + 4001)).toEqual({ deleted: 1, kept: 4, foldersRemoved: 0 });
  expect(await left(folder)).toEqual([2, 3, 4, 5]);
  expect(await cleanAt(WINDOW + 4001)).toEqual({ deleted: 0, kept: 4, foldersRemoved: 0 });
});

test('the age of a file says nothing while it is listed', async () => {
  const folder = await session(0, 2);
  await touch(folder, START - 10 * WINDOW);
  await cleanAt(10_000);
  expect(await left(folder)).toEqual([0, 1, 2]);
});

test('while the share lives, dropped ones go and the open one stays', async () => {
  const folder = await session(7, 9);
  await add(folder, 4, 5, 6, 10);
  await cleanAt(20_000);
  expect(await left(folder)).toEqual([7, 8, 9, 10]);
});

test('what Egress has not listed yet between its two playlists stays', async () => {
  const folder = await session(0, 3);
  await add(folder, 4, 5, 6, 7, 8);
  const segments = segmentsFrom(START, 6, 8);
  const live = renderPlaylist({ mediaSequence: 6, segments, ended: false });
  await writeFile(join(folder, LIVE_PLAYLIST_FILE), live);
  await cleanAt(WINDOW + 5000);
  expect(await left(folder)).toEqual([2, 3, 4, 5, 6, 7, 8]);
  await cleanAt(WINDOW + 15_000);
  expect(await left(folder)).toEqual([7, 8]);
});

test('also when only the live playlist knows yet that the session is over', async () => {
  const folder = await session(0, 3);
  await add(folder, 4, 5, 6, 7, 8, 9);
  const segments = segmentsFrom(START, 6, 8);
  const live = renderPlaylist({ mediaSequence: 6, segments, ended: true });
  await writeFile(join(folder, LIVE_PLAYLIST_FILE), live);
  await cleanAt(WINDOW);
  expect(await left(folder)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
});

test('of a session that is over, nothing stays that no playlist lists', async () => {
  const folder = await session(0, 3, true);
  await add(folder, 4);
  await cleanAt(10_000);
  expect(await left(folder)).toEqual([0, 1, 2, 3]);
});

test('a session that is over and empty goes with all that lies beside it', async () => {
  const folder = await session(0, 3, true);
  await writeFile(join(folder, 'EG_abc.json'), '{}');
  expect(await cleanAt(WINDOW + 9000)).toEqual({ deleted: 4, kept: 0, foldersRemoved: 1 });
  expect(await isThere(folder)).toBe(false);
});

test('a live session whose segments are all old keeps its folder and playlist', async () => {
  const folder = await session(0, 3);
  await touch(folder, START + 2 * WINDOW);
  await cleanAt(2 * WINDOW);
  expect(await readdir(folder)).toEqual([PLAYLIST_FILE]);
});

test('a recorder that died: its rest goes when nothing was written for the window', async () => {
  const folder = await session(0, 3);
  await add(folder, 4);
  await touch(folder, START + 8000);
  await cleanAt(WINDOW + 8000);
  expect(await left(folder)).toEqual([3, 4]);
  expect(await cleanAt(WINDOW + 8001)).toEqual({ deleted: 2, kept: 0, foldersRemoved: 1 });
});

test.each(['', '#EXTM3U\n#EXT'])('a playlist that reads %j decides nothing', async (torn) => {
  const folder = await session(0, 3);
  await writeFile(join(folder, PLAYLIST_FILE), torn);
  await touch(folder, START + 5 * WINDOW);
  await cleanAt(6 * WINDOW);
  expect(await left(folder)).toEqual([0, 1, 2, 3]);
  await cleanAt(6 * WINDOW + 1);
  expect(await isThere(folder)).toBe(false);
});

test('a session that just begins stays, an empty one that is old goes', async () => {
  const [young, old] = ['1', '2'].map((name) => join(segmentsPath, USER, name));
  for (const folder of [young, old]) await mkdir(folder ?? '', { recursive: true });
  await touch(young ?? '', START);
  await touch(old ?? '', START - 1);
  expect(await cleanAt(WINDOW)).toEqual({ deleted: 0, kept: 0, foldersRemoved: 1 });
  expect(await readdir(join(segmentsPath, USER))).toEqual(['1']);
});

test("a person's folder goes when it has been empty for long", async () => {
  const user = join(segmentsPath, USER);
  await mkdir(user);
  await touch(user, START);
  expect((await cleanAt(WINDOW)).foldersRemoved).toBe(0);
  expect((await cleanAt(WINDOW + 1)).foldersRemoved).toBe(1);
  expect(await isThere(user)).toBe(false);
  expect(await isThere(segmentsPath)).toBe(true);
});

test('a rehearsal counts the same and deletes nothing', async () => {
  const folder = await session(0, 3, true);
  expect(await cleanAt(WINDOW + 5000, true)).toMatchObject({ deleted: 2, kept: 2 });
  expect(await cleanAt(9 * WINDOW, true)).toMatchObject({ deleted: 4, kept: 0 });
  expect(await left(folder)).toEqual([0, 1, 2, 3]);
});

test('it names each session that something goes of, with its bytes, also in a rehearsal', async () => {
  const folder = await session(0, 3);
  await session(0, 3, false, START + 100_000);
  const named = async (dryRun: boolean) => {
    const sessions: CleanedSession[] = [];
    const onSession = (cleaned: CleanedSession) => void sessions.push(cleaned);
    const nowMs = START + WINDOW + 5000;
    const log = createLog('silent');
    await cleanSegments({ segmentsPath, windowMs: WINDOW, nowMs, log, dryRun, onSession });
    return sessions;
  };
  const bytes = 2 * segmentFile(0).length;
  expect(await named(true)).toEqual([{ folder, segments: 2, bytes }]);
  expect(await named(false)).toEqual([{ folder, segments: 2, bytes }]);
  expect(await named(false)).toEqual([]);
});

test('it follows no links and leaves alone what is not its own', async () => {
  const elsewhere = await mkdtemp(join(tmpdir(), 'hindsight-elsewhere-'));
  const segments = segmentsFrom(START, 0, 0);
  const linked = await writeSession(elsewhere, USER, START, { segments, ended: true });
  await mkdir(join(segmentsPath, USER));
  await symlink(linked, join(segmentsPath, USER, '1'));
  await symlink(join(elsewhere, USER), join(segmentsPath, '2'));
  await writeSession(segmentsPath, 'somebody', START, { segments, ended: true });
  const folder = await session(0, 0, true);
  await symlink(join(linked, segmentFile(0)), join(folder, segmentFile(1)));

  await cleanAt(9 * WINDOW);
  expect(await left(linked)).toEqual([0]);
  expect(await left(join(segmentsPath, 'somebody', String(START)))).toEqual([0]);
  expect(await readdir(folder)).toEqual([segmentFile(1)]);
  await rm(elsewhere, { recursive: true });
});

test('a folder that cannot be read is left, and the others are cleaned', async () => {
  const broken = await session(0, 0, true);
  await session(0, 3, true, START + 10_000);
  const files = {
    ...localFiles,
    async readText(file: string, stamp?: string) {
      if (file.startsWith(broken)) throw new Error('another owner');
      return localFiles.readText(file, stamp);
    },
    atOnce: async () => files,
  };
  expect(
    await cleanSegments({
      ...{ segmentsPath, files, windowMs: WINDOW, nowMs: START + 9 * WINDOW },
      log: createLog('silent'),
    }),
  ).toEqual({ deleted: 4, kept: 0, foldersRemoved: 1 });
  expect(await left(broken)).toEqual([0]);
});

test('a folder in place of a playlist keeps nothing for good', async () => {
  const broken = await session(0, 0, true);
  await rm(join(broken, PLAYLIST_FILE));
  await mkdir(join(broken, PLAYLIST_FILE));
  await touch(broken, START);
  await cleanAt(9 * WINDOW);
  expect(await left(broken)).toEqual([]);
});

test('nothing recorded yet is nothing to clean', async () => {
  expect(
    await cleanSegments({
      segmentsPath: join(segmentsPath, 'none'),
      ...{ windowMs: WINDOW, nowMs: START, log: createLog('silent') },
    }),
  ).toEqual({ deleted: 0, kept: 0, foldersRemoved: 0 });
});

test('a microphone is cleaned like the share beside it, and its folder goes with its last segment', async () => {
  const share = await session(0, 5);
  const voices = join(segmentsPath, USER);
  const said = await writeSession(voices, VOICE, START, {
    segments: segmentsFrom(START, 0, 5),
    ended: true,
  });
  await cleanAt(WINDOW + 4001);
  expect([await left(share), await left(said)]).toEqual([
    [2, 3, 4, 5],
    [2, 3, 4, 5],
  ]);
  await cleanAt(2 * WINDOW);
  expect([await isThere(said), await isThere(join(voices, VOICE))]).toEqual([false, false]);
});
