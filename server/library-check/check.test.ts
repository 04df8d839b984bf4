import { execFile } from 'node:child_process';
import {
  appendFile,
  copyFile,
  mkdir,
  mkdtemp,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type ClipLibrary, createClipLibrary } from '../clips/library.ts';
import { DELETED, EXPIRING, shelfOf, sizesOf } from '../clips/lists.ts';
import { testClip } from '../clips/test-clips.ts';
import { findFfmpeg } from '../ffmpeg/find.ts';
import { createLog } from '../log.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import { checkLibrary } from './check.ts';
import { type LibraryFiles, localLibraryFiles } from './files.ts';
import { countMismatches } from './report.ts';

let sample: string;
let sampleBytes: number;
beforeAll(async () => {
  sample = join(await mkdtemp(join(tmpdir(), 'hindsight-sample-')), 'sample.mp4');
  const input = 'testsrc=size=64x36:rate=10:duration=2';
  const args = [
    '-f',
    'lavfi',
    '-i',
    input,
    '-pix_fmt',
    'yuv420p',
    '-movflags',
    'faststart',
    sample,
  ];
  await promisify(execFile)(await findFfmpeg(), args);
  sampleBytes = (await stat(sample)).size;
});
afterAll(() => rm(join(sample, '..'), { recursive: true }));

let dataDir: string;
let clipsPath: string;
let store: Store;
let clips: ClipLibrary;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'hindsight-check-'));
  clipsPath = join(dataDir, 'clips');
  await mkdir(clipsPath);
  store = await openStore({ dataDir }, createLog('silent'));
  clips = createClipLibrary({ store, clipsPath });
});
afterEach(async () => {
  await store.close();
  await rm(dataDir, { recursive: true });
});

const right = (id: string) => ({
  ...testClip({ id, title: `Clip ${id}`, expiresAtMs: Date.now() + 60_000 }),
  ...{ durationMs: 2000, width: 64, height: 36, bytes: sampleBytes },
});
async function add(id: string, change: Partial<ReturnType<typeof right>> = {}): Promise<void> {
  await copyFile(sample, clips.file(id));
  await clips.save({ ...right(id), ...change });
}

async function check(files: LibraryFiles = localLibraryFiles(clipsPath)) {
  const ids: string[] = [];
  for await (const id of store.contents.keys('clips')) ids.push(id);
  const report = await checkLibrary({ ids, store, files, pauseMs: 0 });
  const found = Object.entries(report.found).filter(([, { count }]) => count > 0);
  const named = Object.fromEntries(found.map(([kind, { first }]) => [kind, first]));
  return { report, named };
}

test('a library that matches, with public, hidden, posted and restored clips and posters', async () => {
  for (const id of ['1', '2', '3', '4']) await add(id);
  await clips.change('1', () => ({ visibility: 'public' }));
  await clips.addPoster('1', await poster());
  await clips.hide('2');
  await clips.hide('3');
  await clips.restore('3');
  await clips.change('4', () => ({ title: 'Another', expiresAtMs: undefined, kept: true }));
  const { report, named } = await check();
  expect(named).toEqual({});
  expect(report).toMatchObject({ clips: 4, files: 5 });
  expect(countMismatches(report)).toBe(0);
});

async function poster(): Promise<string> {
  const file = join(dataDir, 'poster.jpg');
  await writeFile(file, 'jpeg');
  return file;
}

test('each file that does not match its record is named, with what differs', async () => {
  for (const id of ['1', '2', '3', '4', '5', '6']) await add(id);
  await clips.addPoster('1', await poster());
  await rm(clips.posterFile('1'));
  await rm(clips.file('2'));
  await appendFile(clips.file('3'), 'more');
  await truncate(clips.file('4'), 100);
  await clips.save({ ...right('5'), durationMs: 2500 });
  await clips.save({ ...right('6'), width: 128 });
  await writeFile(join(clipsPath, '7.mp4'), 'x');
  await writeFile(join(clipsPath, 'notes.txt'), 'not ours');
  const { named, report } = await check();
  expect(named).toEqual({
    noPoster: ['1'],
    noVideo: ['2'],
    otherSize: expect.arrayContaining([
      `3: ${sampleBytes + 4} bytes, not ${sampleBytes}`,
      `4: 100 bytes, not ${sampleBytes}`,
    ]),
    unreadable: [expect.stringMatching(/^4: ./)],
    otherLength: ['5: 2000 ms, not 2500'],
    otherPicture: ['6: 64x36, not 128x36'],
    noRecord: ['7.mp4'],
  });
  expect(countMismatches(report)).toBe(8);
});

test('places that a list lacks and places that no record has are named', async () => {
  for (const id of ['1', '2', '3']) await add(id);
  await store.index.remove(shelfOf('1'), '1');
  // Another score is both.
  await store.index.add(sizesOf('10'), '2', 5);
  await store.index.add(EXPIRING, '99', 1000);
  await store.index.add(DELETED, '3', 1000);
  const { named } = await check();
  expect(named).toEqual({
    notListed: [`1 in ${shelfOf('1')}, by 1000`, `2 in ${sizesOf('10')}, by ${sampleBytes}`],
    notInRecords: expect.arrayContaining([
      `3 in ${DELETED}, by 1000`,
      `99 in ${EXPIRING}, by 1000`,
      `2 in ${sizesOf('10')}, by 5`,
    ]),
  });
});

test('one that is lost in one list and left over in it by another id is found, though the counts agree', async () => {
  await add('1');
  await store.index.remove(shelfOf('1'), '1');
  await store.index.add(shelfOf('1'), '2', 1000);
  const { named } = await check();
  expect(named).toMatchObject({
    notListed: [expect.any(String)],
    notInRecords: [expect.any(String)],
  });
});

test('what comes, goes and changes while it looks is no mismatch', async () => {
  for (const id of ['1', '2', '3', '4']) await add(id);
  const local = localLibraryFiles(clipsPath);
  let changed = false;
  const files: LibraryFiles = {
    ...local,
    async bytes(name) {
      if (!changed) {
        changed = true;
        await clips.remove('1');
        await clips.hide('2');
        await clips.change('3', () => ({ title: 'Other', visibility: 'public' }));
        await clips.addPoster('4', await poster());
        await add('5');
      }
      return local.bytes(name);
    },
  };
  expect((await check(files)).named).toEqual({});
});

test('of many that do not match the first are named and all are counted', async () => {
  for (let id = 1; id <= 25; id += 1) await clips.save(right(String(id)));
  const { report } = await check();
  expect(report.found.noVideo.count).toBe(25);
  expect(report.found.noVideo.first).toHaveLength(20);
});

test('of a video only its beginning is read', async () => {
  await add('1');
  // What follows the index is gone, and nobody asks for it.
  await truncate(clips.file('1'), sampleBytes - 1000);
  await clips.save({ ...right('1'), bytes: sampleBytes - 1000 });
  expect((await check()).named).toEqual({});
});
