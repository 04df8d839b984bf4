import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from '../log.ts';
import { relistClips } from '../store/migrations/relist-clips.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import { cleanClips } from './clean.ts';
import { type Clip, type ClipLibrary, createClipLibrary, UNDO_MS } from './library.ts';
import { DELETED, EXPIRING, publicShelf, shelfOf } from './lists.ts';
import { testClip } from './test-clips.ts';

let folder: string;
let clipsPath: string;
let store: Store;
let clips: ClipLibrary;
let nowMs: number;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-clips-'));
  clipsPath = join(folder, 'clips');
  await mkdir(clipsPath);
  store = await openStore({ dataDir: folder }, createLog('silent'));
  nowMs = 1_000_000;
  clips = createClipLibrary({ store, clipsPath, now: () => nowMs });
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

const clip = (id: string, change: Partial<Clip> = {}) =>
  testClip({
    ...{ id, ownerId: '11', requesterId: '11', guildId: '21', channelId: '31' },
    ...{ createdAtMs: Number(id), ...change },
  });

async function add(id: string, change?: Partial<Clip>): Promise<void> {
  await writeFile(clips.file(id), 'video');
  await clips.save(clip(id, change));
}

const ids = async (shelf = shelfOf('11')) =>
  (await clips.find([shelf], { limit: 10 })).clips.map(({ id }) => id);

async function clean(dryRun = false) {
  const { clips: gone, ...counts } = await cleanClips({
    ...{ store, clips, log: createLog('silent'), dryRun },
    now: () => nowMs,
  });
  expect(gone).toHaveLength(counts.removed);
  return counts;
}

/** How many members all lists have together. */
function listed(): number {
  const database = new DatabaseSync(join(folder, 'hindsight.sqlite'));
  const count = database.prepare('SELECT count(*) AS count FROM lists').get()?.count;
  database.close();
  return Number(count);
}

/** A library whose store breaks at the n-th write, as when the process ends there. */
function dyingAt(write: number): ClipLibrary {
  let writes = 0;
  const breaking = <T extends object>(part: T, names: string[]): T =>
    new Proxy(part, {
      get(target, name) {
        const value = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          if (names.includes(String(name)) && ++writes >= write)
            throw new Error('the process ends');
          return value.apply(target, args);
        };
      },
    });
  const index = breaking(store.index, ['add', 'remove', 'update']);
  const records = <T>(name: string) => breaking(store.records<T>(name), ['set', 'delete']);
  return createClipLibrary({ store: { ...store, index, records }, clipsPath, now: () => nowMs });
}

test('saving again replaces the record and lists it once', async () => {
  await add('1');
  await clips.save(clip('1', { title: 'renamed' }));
  expect((await clips.get('1'))?.title).toBe('renamed');
  expect(await ids()).toEqual(['1']);
});

test('a removed clip leaves nothing behind, and removing it again is no error', async () => {
  const marks = [{ atMs: 1, label: 'ace' }];
  await add('1', { visibility: 'public', marks, expiresAtMs: 5 });
  expect(listed()).toBeGreaterThan(10);
  await clips.remove('1');
  await clips.remove('1');
  expect(await clips.get('1')).toBeUndefined();
  expect(await readdir(clipsPath)).toEqual([]);
  expect(listed()).toBe(0);
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

test('a part that is made only to be posted is nobody’s clip', async () => {
  await add('1');
  await add('1-end', { createdAtMs: 2, visibility: 'public' });
  expect(await ids()).toEqual(['1']);
  expect(await clips.get('1-end')).toBeDefined();
  expect(await clips.usage('11')).toMatchObject({ clips: 1 });
  await clips.remove('1-end');
  expect(await readdir(clipsPath)).toEqual(['1.mp4']);
});

test('what was half saved by a process that died is passed over', async () => {
  await add('1');
  await store.index.add('clips:user:11', '2', 2);
  expect(await ids()).toEqual(['1']);
});

test('a deleted clip is nowhere, and comes back whole within a minute', async () => {
  await add('1', { visibility: 'public', expiresAtMs: 2_000_000 });
  await add('2');
  const before = listed();
  const untilMs = nowMs + UNDO_MS;
  expect(await clips.hide('1')).toBe(untilMs);
  nowMs += 1000;
  // Once more doesn't make the minute longer.
  expect(await clips.hide('1')).toBe(untilMs);
  expect(await clips.get('1')).toBeUndefined();
  expect(await clips.change('1', () => ({ title: 'x' }))).toBeUndefined();
  expect(await ids()).toEqual(['2']);
  expect(await ids(publicShelf('21'))).toEqual([]);
  expect(await clips.usage('11')).toEqual({ clips: 1, bytes: 5, expiring: [] });
  expect(await readdir(clipsPath)).toEqual(['1.mp4', '2.mp4']);

  nowMs = untilMs - 1;
  expect(await clean()).toEqual({ removed: 0, failed: 0 });
  const whole = clip('1', { visibility: 'public', expiresAtMs: 2_000_000 });
  expect(await clips.hidden('1')).toEqual(whole);
  expect(await clips.restore('1')).toEqual(whole);
  expect(await clips.restore('1')).toEqual(whole);
  expect(await clips.get('1')).toEqual(whole);
  expect(await ids()).toEqual(['2', '1']);
  expect(await ids(publicShelf('21'))).toEqual(['1']);
  expect(listed()).toBe(before);
  nowMs = untilMs + 1;
  expect(await clean()).toEqual({ removed: 0, failed: 0 });
  expect(await clips.get('1')).toEqual(whole);
});

test('after a minute it is gone, first in words and then from the disk', async () => {
  await add('1');
  await clips.hide('1');
  nowMs += UNDO_MS;
  expect(await clips.hidden('1')).toBeUndefined();
  expect(await clips.restore('1')).toBeUndefined();
  expect(await clips.hide('1')).toBeUndefined();
  expect(await clean(true)).toEqual({ removed: 1, failed: 0 });
  expect(await readdir(clipsPath)).toEqual(['1.mp4']);
  expect(await clean()).toEqual({ removed: 1, failed: 0 });
  expect(await readdir(clipsPath)).toEqual([]);
  expect(listed()).toBe(0);
});

test('wherever the process ends while a clip is deleted or restored, it is either there or can be restored', async () => {
  for (const doing of ['hide', 'restore'] as const) {
    for (let write = 1; write <= 6; write++) {
      await add('1', { marks: [{ atMs: 1, label: 'ace' }] });
      const before = listed();
      if (doing === 'restore') await clips.hide('1');
      await dyingAt(write)
        [doing]('1')
        .catch(() => {});
      const isThere = (await clips.get('1')) !== undefined;
      expect([write, await ids()]).toEqual([write, isThere ? ['1'] : []]);
      await clean();
      expect(await clips.restore('1')).toMatchObject({ id: '1' });
      expect(await ids()).toEqual(['1']);
      nowMs += 2 * UNDO_MS;
      await clean();
      expect(await ids()).toEqual(['1']);
      expect(listed()).toBe(before);
      await clips.remove('1');
    }
  }
});

test('wherever the process ends while a clip is deleted, it is either there or goes a minute later', async () => {
  for (let write = 1; write <= 6; write++) {
    await add('1');
    await dyingAt(write)
      .hide('1')
      .catch(() => {});
    const isThere = (await clips.get('1')) !== undefined;
    nowMs += 2 * UNDO_MS;
    await clean();
    expect([write, await ids()]).toEqual([write, isThere ? ['1'] : []]);
    expect(await store.index.count(DELETED)).toBe(0);
    if (isThere) await clips.remove('1');
    expect(await store.records<Clip>('clips').get('1')).toBeUndefined();
    expect([write, listed(), await readdir(clipsPath)]).toEqual([write, 0, []]);
  }
});

test('wherever the process ends while a clip is removed, the next run removes the rest', async () => {
  for (const why of ['deleted', 'expired']) {
    for (let write = 1; write <= 6; write++) {
      await add('1', { expiresAtMs: nowMs + 10 * UNDO_MS });
      if (why === 'deleted') await clips.hide('1');
      nowMs += 10 * UNDO_MS;
      await dyingAt(write)
        .removeIfDue('1')
        .catch(() => {});
      await clean();
      expect(await readdir(clipsPath)).toEqual([]);
      expect(await store.records<Clip>('clips').get('1')).toBeUndefined();
      nowMs += UNDO_MS;
      await clean();
      expect([why, write, listed()]).toEqual([why, write, 0]);
    }
  }
});

test('clips go when their time is over, unless they are kept meanwhile', async () => {
  await add('1', { expiresAtMs: nowMs + 10 });
  await add('2', { expiresAtMs: nowMs + 20, bytes: 7 });
  await add('3', { expiresAtMs: nowMs + 5 });
  expect(await clips.usage('11')).toMatchObject({
    ...{ clips: 3, bytes: 17 },
    expiring: [{ id: '3' }, { id: '1' }, { id: '2' }],
  });
  await clips.change('3', () => ({ expiresAtMs: undefined }));
  nowMs += 10;
  expect(await clean(true)).toEqual({ removed: 1, failed: 0 });
  expect(await clean()).toEqual({ removed: 1, failed: 0 });
  expect(await ids()).toEqual(['3', '2']);
  expect(await clips.removeIfDue('3')).toBe(false);
  expect(await store.index.count(EXPIRING)).toBe(1);
});

test('a clip that can’t be removed does not keep the others', async () => {
  await add('1', { expiresAtMs: 1 });
  await add('2', { expiresAtMs: 2 });
  await rm(clips.file('1'));
  await mkdir(clips.file('1'));
  expect(await clean()).toEqual({ removed: 1, failed: 1 });
  await rm(clips.file('1'), { recursive: true });
  expect(await clean()).toEqual({ removed: 1, failed: 0 });
});

test('an older version’s clips are shown, and once they are listed anew they are found by everything', async () => {
  const old = clip('1', { visibility: 'public', title: 'old' });
  await writeFile(clips.file('1'), 'video');
  await store.records<Clip>('clips').set('1', old);
  for (const list of ['clips:user:11', 'clips:guild:21']) await store.index.add(list, '1', 1);
  expect(await ids()).toEqual(['1']);
  const relist = () => relistClips({ store, clips, log: createLog('silent') });
  await relist();
  const { clips: found } = await clips.find([publicShelf('21')], {
    ...{ sort: 'title', channel: '31', text: 'OLD', limit: 10 },
  });
  expect(found).toEqual([old]);
  expect(await clips.bytesOfGuild('21')).toBe(old.bytes);
  await clips.remove('1');
  expect(listed()).toBe(0);
});

test.each(['../secret', 'a/b', '', '.'])('%j is never a path', async (id) => {
  expect(() => clips.file(id)).toThrow('not a clip');
  await expect(clips.save(clip(id))).rejects.toThrow();
  await expect(clips.remove(id)).rejects.toThrow();
});

test('what the clips of a server take is known; all of a server, or of a person, go at once', async () => {
  await add('1', { bytes: 100 });
  await add('2', { bytes: 20, ownerId: '12' });
  await add('3', { bytes: 3, guildId: '22' });
  await add('4', { bytes: 4, guildId: '0' });
  expect(await clips.bytesOfGuild('21')).toBe(120);
  await clips.hide('2');
  expect(await clips.bytesOfGuild('21')).toBe(100);
  // What could be restored goes, too.
  await clips.removeGuild('21');
  expect(await clips.restore('2')).toBeUndefined();
  expect((await readdir(clipsPath)).sort()).toEqual(['3.mp4', '4.mp4']);
  expect(await clips.bytesOfGuild('21')).toBe(0);

  await add('5', { ownerId: '12' });
  await clips.hide('4');
  expect((await clips.removeOwner('11')).map(({ id }) => id)).toEqual(['3']);
  expect(await clips.restore('4')).toBeUndefined();
  expect(await readdir(clipsPath)).toEqual(['5.mp4']);
});
