import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from '../log.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import { type Clip, type ClipLibrary, createClipLibrary } from './library.ts';

let folder: string;
let clipsPath: string;
let store: Store;
let clips: ClipLibrary;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-clips-'));
  clipsPath = join(folder, 'clips');
  await mkdir(clipsPath);
  store = await openStore({ dataDir: folder }, createLog('silent'));
  clips = createClipLibrary({ store, clipsPath });
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

function clip(id: string, change: Partial<Clip> = {}): Clip {
  const of = { ownerId: '11', requesterId: '11', guildId: '21', channelId: '31', title: '' };
  const times = { fromMs: 0, toMs: 2000, durationMs: 2000, createdAtMs: Number(id) };
  return { id, ...of, ...times, bytes: 5, width: 2, height: 2, visibility: 'private', ...change };
}

async function add(id: string, change?: Partial<Clip>): Promise<void> {
  await writeFile(clips.file(id), 'video');
  await clips.save(clip(id, change));
}

const ids = async (...query: Parameters<ClipLibrary['page']>) =>
  (await clips.page(...query)).clips.map(({ id }) => id);

test('clips are listed by person and by server, newest first, page by page', async () => {
  await add('1');
  await add('2', { ownerId: '12' });
  await add('3', { guildId: '22' });
  expect(await ids('clips:user:11', { limit: 10 })).toEqual(['3', '1']);
  expect(await ids('clips:guild:21', { limit: 10 })).toEqual(['2', '1']);
  expect(await ids('clips:user:13', { limit: 10 })).toEqual([]);
  const { cursor } = await clips.page('clips:user:11', { limit: 1 });
  expect(await ids('clips:user:11', { limit: 1, cursor })).toEqual(['1']);
});

test('saving again replaces the record and lists it once', async () => {
  await add('1');
  await clips.save(clip('1', { title: 'renamed' }));
  expect((await clips.get('1'))?.title).toBe('renamed');
  expect(await ids('clips:user:11', { limit: 10 })).toEqual(['1']);
});

test('a removed clip leaves nothing behind, and removing it again is no error', async () => {
  await add('1');
  await clips.remove('1');
  await clips.remove('1');
  expect(await clips.get('1')).toBeUndefined();
  expect(await readdir(clipsPath)).toEqual([]);
  expect(await store.index.count('clips:user:11')).toBe(0);
  expect(await store.index.count('clips:guild:21')).toBe(0);
});

test('a poster is known to the record, and goes with its clip', async () => {
  await add('1');
  const made = join(folder, 'made.jpg');
  await writeFile(made, 'picture');
  expect(await clips.addPoster('1', made)).toBe(true);
  expect(await clips.get('1')).toEqual(clip('1', { poster: true }));
  expect(await readFile(clips.posterFile('1'), 'utf8')).toBe('picture');
  await clips.remove('1');
  expect(await readdir(clipsPath)).toEqual([]);
});

test('a poster that comes when its clip is gone, or going, does not bring it back', async () => {
  const made = join(folder, 'made.jpg');
  await writeFile(made, 'picture');
  for (let id = 1; id <= 10; id++) {
    await add(`${id}`);
    await Promise.all([clips.addPoster(`${id}`, made), clips.remove(`${id}`)]);
    await Promise.all([clips.remove(`${id}`), clips.addPoster(`${id}`, made)]);
    expect(await clips.get(`${id}`)).toBeUndefined();
  }
  expect(await readdir(clipsPath)).toEqual([]);
});

test('what was half saved by a process that died is passed over', async () => {
  await add('1');
  await store.index.add('clips:user:11', '2', 2);
  expect(await ids('clips:user:11', { limit: 10 })).toEqual(['1']);
});

test.each(['../secret', 'a/b', '', '.'])('%j is never a path', async (id) => {
  expect(() => clips.file(id)).toThrow('not a clip');
  await expect(clips.save(clip(id))).rejects.toThrow();
  await expect(clips.remove(id)).rejects.toThrow();
});
