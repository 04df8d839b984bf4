import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from '../log.ts';
import { relistClips } from '../store/migrations/relist-clips.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import type { Clip } from './clip.ts';
import { isClockKnown, placeInClip } from './clip-clock.ts';
import { type ClipLibrary, createClipLibrary } from './library.ts';
import { createSaveClip, type SaveClip } from './save.ts';

const CLIP: Clip = {
  ...{ id: '100', ownerId: '1', requesterId: '1', guildId: '9', channelId: '8', title: 'goal' },
  ...{ fromMs: 0, toMs: 2000, durationMs: 2000, bytes: 3, width: 2, height: 2, createdAtMs: 5 },
  ...{
    posted: [{ to: 'channel', guildId: '9', channelId: '8', messageId: '7', as: 'file', atMs: 5 }],
  },
  ...{ visibility: 'public', expiresAtMs: 9e15, marks: [{ atMs: 1, label: 'mine' }] },
};
let dataDir: string;
let store: Store;
let clips: ClipLibrary;
let saveClip: SaveClip;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'hindsight-save-'));
  store = await openStore({ dataDir }, createLog('silent'));
  clips = createClipLibrary({ store, clipsPath: dataDir });
  saveClip = createSaveClip({ store, clips });
  await writeFile(clips.file(CLIP.id), 'mp4');
  await clips.save(CLIP);
});
afterEach(async () => {
  await store.close();
  await rm(dataDir, { recursive: true });
});

test('one’s own stays', async () => {
  expect(await saveClip('1', CLIP, '200')).toMatchObject({ before: false, clip: { id: '100' } });
  expect((await clips.get('100'))?.expiresAtMs).toBeUndefined();
  expect(await saveClip('1', CLIP, '200')).toMatchObject({ before: true });
  expect((await clips.usage('1')).expiring).toEqual([]);
});

test('of somebody else’s there is one private copy, without what its owner did with it', async () => {
  const [first, second] = await Promise.all(['201', '202'].map((id) => saveClip('2', CLIP, id)));
  expect([first?.before, second?.before]).toEqual([false, true]);
  expect(second?.clip).toEqual(first?.clip);
  expect(first?.clip).toMatchObject({ ownerId: '2', sharerId: '1', visibility: 'private' });
  expect(first?.clip).not.toHaveProperty('posted');
  await clips.remove('100');
  expect(await readFile(clips.file('201'), 'utf8')).toBe('mp4');
  expect(await clips.usage('2')).toMatchObject({ clips: 1, expiring: [] });
});

test('a copy knows its marks, and where a gap was cut out, as the clip does', async () => {
  const clock = [
    { atMs: 0, clockMs: 10_000 },
    { atMs: 1000, clockMs: 15_000 },
  ];
  const marks = [{ atMs: 15_500, label: 'behind the gap' }];
  const clip: Clip = { ...CLIP, fromMs: 10_000, toMs: 16_000, clock, marks };
  await clips.save(clip);
  await saveClip('2', clip, '201');
  const copy = (await clips.get('201'))!;
  expect(copy).toMatchObject({ clock, marks });
  expect(isClockKnown(copy)).toBe(true);
  expect(placeInClip(copy, copy.marks![0]!.atMs)).toBe(1500);
});

test('a clip that goes while it is being saved leaves no copy', async () => {
  const library = {
    ...clips,
    save: async (clip: Clip) => {
      await clips.remove(CLIP.id);
      await clips.save(clip);
    },
  };
  const save = createSaveClip({ store, clips: library });
  expect(await save('2', CLIP, '201')).toBeUndefined();
  expect(await clips.get('201')).toBeUndefined();
  await expect(readFile(clips.file('201'))).rejects.toThrow('ENOENT');
});

test('what others keep of a person’s screen is found, and goes as a whole', async () => {
  await saveClip('2', CLIP, '201');
  await saveClip('3', (await clips.get('201'))!, '301');
  await saveClip('4', CLIP, '401');
  await clips.hide('401');
  expect((await clips.copiesOf('1', 10)).map(({ id }) => id).sort()).toEqual(['201', '301']);
  expect((await clips.removeCopies('1')).map(({ ownerId }) => ownerId).sort()).toEqual(['2', '3']);
  expect(await clips.copiesOf('1', 10)).toEqual([]);
  for (const id of ['201', '301', '401']) {
    expect(await clips.restore(id)).toBeUndefined();
    await expect(readFile(clips.file(id))).rejects.toThrow('ENOENT');
  }
  // Her own is none of them.
  expect(await clips.get(CLIP.id)).toBeDefined();
});

test('copies of an older version are found once they are listed anew', async () => {
  await saveClip('2', CLIP, '201');
  await store.index.drop('clips:copies-of:1');
  await relistClips({ store, clips, log: createLog('silent') });
  expect(await clips.copiesOf('1', 10)).toMatchObject([{ id: '201' }]);
});

test('a copy that was deleted is made anew; a copy of a copy still names who it shows', async () => {
  await saveClip('2', CLIP, '201');
  await clips.hide('201');
  const again = (await saveClip('2', CLIP, '202'))!;
  expect(again).toMatchObject({ before: false, clip: { id: '202' } });
  const third = await saveClip('3', again.clip, '203');
  expect(third?.clip).toMatchObject({ ownerId: '3', sharerId: '1' });
});

test('what is gone can not be saved', async () => {
  await clips.remove('100');
  expect(await saveClip('1', CLIP, '200')).toBeUndefined();
  expect(await saveClip('2', CLIP, '200')).toBeUndefined();
  expect(await clips.get('200')).toBeUndefined();
});
