import { mkdir, mkdtemp, open, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LIVE_PLAYLIST_FILE, PLAYLIST_FILE, type Playlist, renderPlaylist } from './playlist.ts';
import { createSessionReader, type ReadSession } from './read-session.ts';
import { segmentsFrom } from './test-sessions.ts';

const START = Date.parse('2026-11-23T18:00:00Z');
let folder: string;
let read: ReadSession;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-session-'));
  read = createSessionReader();
});
afterEach(() => rm(folder, { recursive: true }));

function text(first: number, last: number, change: Partial<Playlist> = {}): string {
  const segments = segmentsFrom(START, first, last);
  return renderPlaylist({ mediaSequence: first, segments, ended: false, ...change });
}
const write = (whole: string) => writeFile(join(folder, PLAYLIST_FILE), whole);
const writeLive = (live: string) => writeFile(join(folder, LIVE_PLAYLIST_FILE), live);
const numbers = async () =>
  (await read(folder))?.segments.map(({ startMs }) => (startMs - START) / 2000);

test('no folder and no playlist are null', async () => {
  expect(await read(folder)).toBeNull();
  expect(await read(join(folder, 'none'))).toBeNull();
});

test('it follows a playlist that is replaced, and one that slides', async () => {
  await write(text(0, 1));
  expect(await numbers()).toEqual([0, 1]);
  await writeFile(join(folder, 'new'), text(1, 2));
  await rename(join(folder, 'new'), join(folder, PLAYLIST_FILE));
  expect(await numbers()).toEqual([1, 2]);
});

test('while it is being written, the last good one counts', async () => {
  const whole = text(0, 5);
  await write(text(0, 4));
  expect(await numbers()).toEqual([0, 1, 2, 3, 4]);
  for (const length of [0, 5, 60, whole.indexOf('segment_00002'), whole.indexOf('#EXTINF')]) {
    await truncate(join(folder, PLAYLIST_FILE), 0);
    await write(whole.slice(0, length));
    expect(await numbers()).toEqual([0, 1, 2, 3, 4]);
  }
  await write(whole);
  expect(await numbers()).toEqual([0, 1, 2, 3, 4, 5]);
});

test("a playlist that goes on with the server's clock set back counts", async () => {
  await write(text(0, 4));
  expect(await numbers()).toEqual([0, 1, 2, 3, 4]);
  await write(text(-20, -15, { mediaSequence: 0 }));
  expect(await numbers()).toEqual([-20, -19, -18, -17, -16, -15]);
});

test('the live playlist runs ahead of the whole one', async () => {
  await write(text(0, 3));
  await writeLive(text(2, 6));
  expect(await numbers()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  await write(text(0, 7, { ended: true }));
  expect(await numbers()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect((await read(folder))?.ended).toBe(true);
});

test('what neither of the two lists is a discontinuity', async () => {
  await write(text(0, 1));
  await writeLive(text(4, 5));
  const playlist = await read(folder);
  expect(playlist?.segments.map((s) => s.discontinuity)).toEqual([false, false, true, false]);
});

test('what the live playlist has listed is remembered until the whole one, stored rarely, lists it', async () => {
  await write(text(0, 1));
  for (let last = 2; last < 20; last += 3) {
    await writeLive(text(Math.max(0, last - 4), last));
    await read(folder);
  }
  const playlist = await read(folder);
  expect(playlist?.segments.map(({ startMs }) => (startMs - START) / 2000)).toEqual(
    Array.from({ length: 18 }, (_, i) => i),
  );
  expect(playlist?.segments.some(({ discontinuity }) => discontinuity)).toBe(false);
  await write(text(0, 30));
  expect(await numbers()).toHaveLength(31);
});

test('however many sessions are followed, none is forgotten until nobody reads it any more', async () => {
  let nowMs = 0;
  read = createSessionReader({ now: () => nowMs });
  await write(text(0, 3));
  await writeLive(text(4, 8));
  expect(await numbers()).toHaveLength(9);
  for (let i = 0; i < 300; i++) {
    const other = join(folder, String(i));
    await mkdir(other);
    await writeFile(join(other, PLAYLIST_FILE), text(0, 1));
    await read(other);
  }
  await writeLive(text(9, 13));
  expect(await numbers()).toHaveLength(14);
  await writeLive('');
  expect(await numbers()).toHaveLength(14);
  nowMs += 3_600_000;
  await read(join(folder, '0'));
  expect(await numbers()).toHaveLength(4);
});

test('either of the two is enough', async () => {
  await writeLive(text(4, 8));
  expect(await numbers()).toEqual([4, 5, 6, 7, 8]);
});

test('read by many while it is written piece by piece, it never goes back and ends whole', async () => {
  let writing = true;
  async function writeInPieces(): Promise<void> {
    for (let last = 0; last < 60; last++) {
      const whole = text(0, last);
      const file = await open(join(folder, PLAYLIST_FILE), 'w');
      for (let at = 0; at < whole.length; at += 700) await file.write(whole.slice(at, at + 700));
      await file.close();
    }
    writing = false;
  }
  async function readOn(): Promise<void> {
    let before = 0;
    while (writing) {
      const found = (await numbers())?.length ?? 0;
      expect(found).toBeGreaterThanOrEqual(before);
      before = found;
    }
  }
  await Promise.all([writeInPieces(), readOn(), readOn(), readOn()]);
  expect(await numbers()).toHaveLength(60);
});
