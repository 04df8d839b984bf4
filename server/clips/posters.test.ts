import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { findFfmpeg } from '../ffmpeg/find.ts';
import { createLog } from '../log.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import { type ClipLibrary, createClipLibrary } from './library.ts';
import { createPosters, type Posters } from './posters.ts';
import { createRenderQueue } from './render-queue.ts';

vi.setConfig({ testTimeout: 30_000 });

let folder: string;
let clipsPath: string;
let tempPath: string;
let store: Store;
let clips: ClipLibrary;
let posters: Posters;
let renders: number;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-posters-'));
  [clipsPath, tempPath] = [join(folder, 'clips'), join(folder, 'tmp')];
  await mkdir(clipsPath);
  await mkdir(tempPath);
  const log = createLog('silent');
  store = await openStore({ dataDir: folder }, log);
  clips = createClipLibrary({ store, clipsPath });
  const { run } = createRenderQueue(1);
  renders = 0;
  const queue = {
    run: ((turn, render) => {
      renders++;
      return run(turn, render);
    }) as typeof run,
  };
  posters = createPosters({ clips, queue, tempPath, ffmpegPath: await findFfmpeg(), log });
});
afterEach(async () => {
  await posters.close();
  await store.close();
  await rm(folder, { recursive: true });
});

async function keepClip(id: string): Promise<void> {
  const made = 'testsrc2=size=320x180:rate=30';
  const args = ['-v', 'error', '-f', 'lavfi', '-i', made, '-t', '2'];
  args.push('-preset', 'ultrafast', clips.file(id));
  await promisify(execFile)(await findFfmpeg(), args);
  const of = { ownerId: '11', requesterId: '11', guildId: '21', channelId: '31', title: '' };
  const times = { fromMs: 0, toMs: 2000, durationMs: 2000, createdAtMs: 0 };
  await clips.save({
    ...{ id, ...of, ...times, bytes: 5, width: 320, height: 180, visibility: 'private' },
  });
}

test('a clip gets its poster once, however many ask', async () => {
  await keepClip('1');
  const file = clips.posterFile('1');
  expect(await Promise.all([posters.of('1'), posters.of('1')])).toEqual([true, true]);
  expect(await posters.of('1')).toBe(true);
  expect(renders).toBe(1);
  expect((await clips.get('1'))?.poster).toBe(true);
  const jpeg = await readFile(file);
  expect(jpeg.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
  expect(await readdir(tempPath)).toEqual([]);
});

test('a clip that is posted and gone meanwhile has none, and nothing stays behind', async () => {
  await keepClip('1');
  const poster = posters.of('1');
  await expect.poll(() => renders).toBe(1);
  await clips.remove('1');
  expect(await poster).toBe(false);
  expect(await readdir(clipsPath)).toEqual([]);
  expect(await readdir(tempPath)).toEqual([]);
  expect(await posters.of('1')).toBe(false);
});

test('a clip without a file has none; it is tried again when it is asked for again', async () => {
  await keepClip('1');
  await rm(clips.file('1'));
  expect(await posters.of('1')).toBe(false);
  expect((await clips.get('1'))?.poster).toBeUndefined();
  await keepClip('1');
  expect(await posters.of('1')).toBe(true);
  expect(await readdir(clipsPath)).toEqual(['1.jpg', '1.mp4']);
});

test('closed, it leaves nothing behind', async () => {
  await keepClip('1');
  const poster = posters.of('1');
  await posters.close();
  expect(await poster).toBe(false);
  expect(await posters.of('1')).toBe(false);
  expect(await readdir(tempPath)).toEqual([]);
});
