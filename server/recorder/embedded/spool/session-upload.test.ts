import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { mountSmallDisk, skipWithoutMount } from '../../../../e2e/support/mount.ts';
import { createLog } from '../../../log.ts';
import { parsePlaylist, segmentIndex } from '../../../segments/playlist.ts';
import { segmentsFrom } from '../../../segments/test-sessions.ts';
import type { Bucket } from '../../../storage/bucket.ts';
import { BucketAway } from '../../../storage/bucket.ts';
import { PlaylistWriter } from '../segments/playlist-writer.ts';
import { SessionUpload, type SessionUploadOptions } from './session-upload.ts';

const START = Date.parse('2026-11-23T18:00:00Z');
let folder: string;
let ending: AbortController;
/** A bucket that can be away, and what it has been given: a real one can't be away at a certain moment. */
let isAway: boolean;
let given: Map<string, string>;
const bucket: Pick<Bucket, 'put'> = {
  async put(key, from) {
    if (isAway) throw new BucketAway('away');
    given.set(key, 'bytes' in from ? from.bytes.toString() : '');
  },
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-upload-'));
  ending = new AbortController();
  isAway = true;
  given = new Map();
});
afterEach(async () => {
  ending.abort();
  await rm(folder, { recursive: true, force: true });
});

function begin(options: Partial<SessionUploadOptions> = {}) {
  const changes: boolean[] = [];
  const upload: SessionUpload = new SessionUpload({
    ...{ folder, bucket, log: createLog('silent'), keyOf: (name) => name },
    onChange: () => changes.push(upload.awaySinceMs !== null),
    ...{ signal: ending.signal, patienceMs: 100, ...options },
  });
  const writer = new PlaylistWriter(folder, 0, { onWritten: () => upload.wake() });
  const add = async (index: number) => {
    const [segment] = segmentsFrom(START, index, index);
    if (!segment) throw new Error('one was asked for');
    await writer.add({ ...segment, data: [Buffer.from('x')] });
  };
  return { upload, writer, add, changes };
}
/** Numbers of the segments that wait. */
const waiting = async () =>
  (await readdir(folder))
    .map(segmentIndex)
    .filter((index) => index !== null)
    .sort((a, b) => a - b);
const listed = () =>
  parsePlaylist(given.get('playlist.m3u8') ?? '')?.segments.map(({ uri }) => segmentIndex(uri));

test('what takes long is told once, and once that all of it is there', async () => {
  const { upload, writer, add, changes } = begin();
  const beganMs = Date.now();
  for (let index = 0; index < 9; index += 1) await add(index);
  await expect.poll(() => changes, { timeout: 3000 }).toEqual([true]);
  expect(upload.awaySinceMs).toBeGreaterThanOrEqual(beganMs - 1000);
  isAway = false;
  await expect.poll(() => changes, { timeout: 8000 }).toEqual([true, false]);
  expect(listed()).toHaveLength(9);
  expect(await waiting()).toEqual([]);
  await writer.end();
  await upload.done;
});

test('what is quick is never told', async () => {
  isAway = false;
  const { writer, add, changes, upload } = begin();
  for (let index = 0; index < 3; index += 1) await add(index);
  await expect.poll(listed).toEqual([0, 1, 2]);
  await sleep(250);
  await add(3);
  await writer.end();
  await upload.done;
  expect(changes).toEqual([]);
});

test('what falls out of the window while it waits is not brought any more', async () => {
  const { add, upload, writer } = begin();
  // The playlist keeps two minutes here.
  for (let index = 0; index < 70; index += 1) await add(index);
  expect(await waiting()).toHaveLength(70);
  isAway = false;
  await expect.poll(() => listed()?.at(-1), { timeout: 8000 }).toBe(69);
  await expect.poll(waiting).toEqual([]);
  expect(given.has('segment_00000.ts')).toBe(false);
  expect(listed()?.[0]).toBeGreaterThan(5);
  await writer.end();
  await upload.done;
});

test('where the disk gets full before that, the oldest is given up and the newest kept', async () => {
  const { add, changes } = begin({ keptFree: Number.MAX_SAFE_INTEGER });
  await add(0);
  await expect.poll(() => changes, { timeout: 3000 }).toEqual([true]);
  for (let index = 1; index <= 6; index += 1) await add(index);
  await expect.poll(async () => (await waiting()).at(0)).toBeGreaterThan(3);
  expect((await waiting()).at(-1)).toBe(6);
  isAway = false;
  await expect.poll(() => listed()?.at(-1), { timeout: 8000 }).toBe(6);
  // What was given up is listed nowhere, and what comes behind it does not go on from what was before.
  for (const index of listed() ?? []) expect(given.has(`segment_0000${index}.ts`)).toBe(true);
  const text = given.get('playlist.m3u8') ?? '';
  expect(parsePlaylist(text)?.segments[0]?.discontinuity).toBe(true);
});

test.skipIf(await skipWithoutMount())('a small disk that has room keeps all', async () => {
  const outside = folder;
  const disk = await mountSmallDisk(64 << 20, join(outside, 'disk'));
  folder = disk.path;
  try {
    const { add, changes } = begin();
    await add(0);
    await expect.poll(() => changes, { timeout: 3000 }).toEqual([true]);
    for (let index = 1; index <= 6; index += 1) await add(index);
    await sleep(300);
    expect(await waiting()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  } finally {
    ending.abort();
    folder = outside;
    await disk.close();
  }
});
