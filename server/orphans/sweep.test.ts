import {
  access,
  appendFile,
  chmod,
  mkdir,
  mkdtemp,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { testClip } from '../clips/test-clips.ts';
import type { InUse } from '../in-use.ts';
import { createLog } from '../log.ts';
import { localFiles } from '../segments/local-files.ts';
import { LIVE_PLAYLIST_FILE, PLAYLIST_FILE } from '../segments/playlist.ts';
import { segmentsFrom, touch, writeSession } from '../segments/test-sessions.ts';
import { VOICE } from '../segments/voice-folder.ts';
import type { Share } from '../shares/share.ts';
import { createShares } from '../shares/shares.ts';
import { createVoices } from '../shares/voices.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import { ownedClipFiles } from './clip-files.ts';
import { ownedSessions } from './sessions.ts';
import { type OwnedThings, sweepOrphans } from './sweep.ts';
import { ownedHeld, ownedPreviews, ownedTemporary } from './work-folders.ts';

const WINDOW = 20 * 60_000;
const HOUR = 3600_000;
let dataDir: string;
let store: Store;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'hindsight-orphans-'));
  store = await openStore({ dataDir }, createLog('silent'));
});
afterEach(async () => {
  await store.close();
  await rm(dataDir, { recursive: true });
});

const inUse = (change: Partial<InUse> = {}): InUse => ({
  ...{ sinceMs: Date.now() - HOUR, processes: [], sessions: [], previews: [], held: [] },
  ...change,
});
const inside = (...path: string[]) => join(dataDir, ...path);
const isThere = (...path: string[]) =>
  access(inside(...path)).then(
    () => true,
    () => false,
  );
async function file(path: string, text = 'bytes'): Promise<string> {
  await mkdir(dirname(inside(path)), { recursive: true });
  await writeFile(inside(path), text);
  return inside(path);
}

/** @param between what happens while it waits for its second look */
async function sweep(
  kinds: OwnedThings[],
  { dryRun = false, between = async () => {} }: { dryRun?: boolean; between?: () => unknown } = {},
) {
  const items: string[] = [];
  const pauseMs = 150;
  const swept = sweepOrphans({
    ...{ kinds, pauseMs, dryRun, log: createLog('silent') },
    item: (line) => items.push(line),
  });
  setTimeout(() => void between(), pauseMs / 2);
  return { ...(await swept), items };
}

const sessions = (recorded: string[] = []) => [
  ownedSessions({
    ...{ segmentsPath: inside('segments'), files: localFiles, keptMs: WINDOW },
    ...{ shares: createShares(store), voices: createVoices(store) },
    recorded: async () => recorded,
  }),
];
/** A session that nobody has touched for long, and that its cleaner can't clean: its times lie ahead. */
async function stray(userId: string, startMs: number, parent = 'segments'): Promise<string> {
  const segments = segmentsFrom(Date.now() + HOUR, 0, 2);
  const folder = await writeSession(inside(parent), userId, startMs, { segments });
  await touch(folder, Date.now() - 2 * HOUR);
  return folder;
}
const share = (segmentPath: string, change: Partial<Share> = {}): Share => ({
  ...{ id: 'S1', egressId: 'EG', userId: '1', roomName: 'r', guildId: '10', channelId: '20' },
  ...{ videoTrackId: 'TR', audioTrackId: null, segmentPath, status: 'active' },
  ...{ startedAt: 1, createdAt: 1, updatedAt: 1, ...change },
});

test('a session without share, recording or anything for its cleaner to do goes, after a rehearsal', async () => {
  const folder = await stray('1', 5);
  const said = await stray('voice', 6, join('segments', '1'));
  await mkdir(join(folder, 'left-by-somebody'));
  await touch(folder, Date.now() - 2 * HOUR);
  const rehearsed = await sweep(sessions(), { dryRun: true });
  expect(rehearsed).toMatchObject({ removed: 2, failed: 0 });
  expect(rehearsed.bytes).toBeGreaterThan(100);
  expect(rehearsed.items[0]).toMatch(new RegExp(`^session ${folder}, \\d+ bytes$`));
  expect(await isThere('segments/1/5')).toBe(true);
  const done = await sweep(sessions());
  expect(done.items).toEqual(rehearsed.items);
  expect(done.items.join()).toContain(said);
  expect([await isThere('segments/1/5'), await isThere('segments/1/voice/6')]).toEqual([
    false,
    false,
  ]);
});

test('a share of five hours stays whole, though its folder stood still for long', async () => {
  const folder = await stray('1', Date.now() - 5 * HOUR);
  await createShares(store).save(share(folder));
  expect(await sweep(sessions())).toMatchObject({ removed: 0, items: [] });
  // Once it is over, it is the cleaner's; and nobody's where that can't clean it.
  await createShares(store).save(share(folder, { status: 'stopped' }));
  expect(await sweep(sessions())).toMatchObject({ removed: 1 });
});

test('a microphone that is recorded keeps its folder', async () => {
  const folder = await stray('voice', 6, join('segments', '1'));
  const shares = createShares(store);
  await shares.save(share(inside('segments', '1', '9')));
  await createVoices(store).save({
    ...{ egressId: 'EV', userId: '1', roomName: 'r', guildId: '10', trackId: 'TR_A' },
    ...{ folder, forOthers: false, startedAt: 1 },
  });
  expect(await sweep(sessions())).toMatchObject({ removed: 0 });
});

test('a share whose record is lost stays while the recorder writes it', async () => {
  const folder = await stray('1', 5);
  expect(await sweep(sessions([join('1', '5')]))).toMatchObject({ removed: 0 });
});

test('what was written within the window, in whatever file, is the cleaner’s', async () => {
  const folder = await stray('1', 5);
  await writeFile(join(folder, LIVE_PLAYLIST_FILE), '');
  expect(await sweep(sessions())).toMatchObject({ removed: 0 });
  const other = await stray('2', 5);
  const between = () => appendFile(join(other, PLAYLIST_FILE), '#');
  expect(await sweep(sessions(), { between })).toMatchObject({ removed: 0 });
});

test('while the recorder does not say what it records, nothing is removed', async () => {
  await stray('1', 5);
  const kinds = [
    ownedSessions({
      ...{ segmentsPath: inside('segments'), files: localFiles, keptMs: WINDOW },
      ...{ shares: createShares(store), voices: createVoices(store) },
      recorded: () => Promise.reject(new Error('Egress is away')),
    }),
  ];
  await expect(sweep(kinds)).rejects.toThrow('Egress is away');
  expect(await isThere('segments/1/5')).toBe(true);
});

const clipFiles = (change?: Partial<InUse>) => [
  ownedClipFiles({ clipsPath: inside('clips'), store, inUse: inUse(change) }),
];

test('files of clips go without a record and an order; hidden clips and foreign files stay', async () => {
  for (const id of ['1', '2', '3', '4']) await file(`clips/${id}.mp4`);
  for (const name of ['1.jpg', '4.jpg', 'notes.txt', 'a b.mp4']) await file(`clips/${name}`);
  await store.records('clips').set('1', testClip({ id: '1' }));
  await store.records('clips').set('2', { ...testClip({ id: '2' }), deletedAtMs: 1 });
  await store.records('orders').set('3', { id: '3' });
  const { removed, bytes, items } = await sweep(clipFiles());
  expect({ removed, bytes }).toEqual({ removed: 2, bytes: 10 });
  expect(items.sort()).toEqual([
    `clip file ${inside('clips/4.jpg')}, 5 bytes`,
    `clip file ${inside('clips/4.mp4')}, 5 bytes`,
  ]);
  for (const name of ['1.mp4', '1.jpg', '2.mp4', '3.mp4', 'notes.txt', 'a b.mp4']) {
    expect(await isThere('clips', name)).toBe(true);
  }
});

test('a clip whose record follows its file between the two looks stays', async () => {
  await file('clips/1.mp4');
  const between = () => store.records('clips').set('1', testClip({ id: '1' }));
  expect(await sweep(clipFiles(), { between })).toMatchObject({ removed: 0 });
  expect(await isThere('clips/1.mp4')).toBe(true);
});

test('half a file goes when it is older than the process, also of a clip that is there', async () => {
  await store.records('clips').set('1', testClip({ id: '1' }));
  await file('clips/1.jpg.part');
  expect(await sweep(clipFiles())).toMatchObject({ removed: 0 });
  const sinceMs = Date.now() + 1000;
  expect(await sweep(clipFiles({ sinceMs }))).toMatchObject({ removed: 1 });
});

const previews = (used: Partial<InUse> = {}, isShared = false) =>
  ownedPreviews({
    ...{ previewsPath: inside('previews'), isShared },
    inUse: async () => inUse(used),
  });

test('previews go that no server has open', async () => {
  for (const id of ['open', 'left']) await file(`previews/${id}/preview.json`);
  const kinds = [previews({ previews: ['open'] })];
  expect(await sweep(kinds)).toMatchObject({ removed: 1, bytes: 5 });
  expect([await isThere('previews/open'), await isThere('previews/left')]).toEqual([true, false]);
});

test('of processes that share a folder each keeps what it has open; a dead one what it may come back to', async () => {
  for (const id of ['a-1/open', 'a-1/left', 'b-2/lately', 'c-3/old']) {
    await file(`previews/${id}/preview.json`);
  }
  await mkdir(inside('previews/d-4'));
  await mkdir(inside('previews/e-5'));
  for (const id of ['a-1/open', 'a-1/left', 'c-3/old', 'd-4', 'e-5']) {
    await touch(inside('previews', id), Date.now() - HOUR);
  }
  const used = { previews: ['a-1', 'a-1/open', 'd-4'] };
  const swept = await sweep([previews(used, true)]);
  expect(swept.items.map((line) => line.split(',')[0]?.split('previews/')[1]).sort()).toEqual([
    ...['a-1/left', 'c-3/old', 'e-5'],
  ]);
  const there = ['a-1/open', 'a-1/left', 'b-2/lately', 'c-3/old', 'd-4', 'e-5'];
  expect(await Promise.all(there.map((id) => isThere('previews', id)))).toEqual([
    ...[true, false, true, false, true, false],
  ]);
});

test('a temporary folder stays as long as its process, however long it was left untouched', async () => {
  for (const id of ['alive', 'dead']) await file(`tmp/${id}/clip.mp4`);
  await touch(inside('tmp/alive'), Date.now() - 2 * HOUR);
  const kinds = [ownedTemporary(inside('tmp'), async () => inUse({ processes: ['alive'] }))];
  expect(await sweep(kinds)).toMatchObject({ removed: 1 });
  expect([await isThere('tmp/alive'), await isThere('tmp/dead')]).toEqual([true, false]);
});

test('held segments stay as long as their order, from before it is written down', async () => {
  for (const id of ['1', '2', '3']) await file(`held/${id}/00000.ts`);
  await store.records('orders').set('1', { id: '1' });
  const kinds = [ownedHeld(inside('held'), store, async () => inUse({ held: ['2'] }))];
  expect(await sweep(kinds)).toMatchObject({ removed: 1 });
  expect(await isThere('held/3')).toBe(false);
  expect([await isThere('held/1'), await isThere('held/2')]).toEqual([true, true]);
});

test('temporary files go that were left untouched since the process runs', async () => {
  await file('tmp/render-1/clip.mp4');
  await file('tmp/render-2/clip.mp4');
  await touch(inside('tmp/render-2'), Date.now() - 2 * HOUR);
  const kinds = [ownedTemporary(inside('tmp'), async () => inUse())];
  expect(await sweep(kinds)).toMatchObject({ removed: 1 });
  expect([await isThere('tmp/render-1'), await isThere('tmp/render-2')]).toEqual([true, false]);
});

test('links go themselves; what they lead to stays', async () => {
  await file('elsewhere/kept');
  await file('previews/left/preview.json');
  await symlink(inside('elsewhere'), inside('previews/left/link'));
  await symlink(inside('elsewhere'), inside('previews/link'));
  const kinds = [previews()];
  expect(await sweep(kinds)).toMatchObject({ removed: 2 });
  expect(await isThere('elsewhere/kept')).toBe(true);
});

test('what can’t be removed does not keep the others', async () => {
  await file('previews/locked/preview.json');
  await file('previews/left/preview.json');
  const kind = previews();
  const { place } = kind;
  // Tests may run as root, whom no folder refuses.
  const remove = async (name: string) => {
    if (name === 'locked') throw new Error('EACCES');
    await place.remove(name);
  };
  const swept = await sweep([{ ...kind, place: { ...place, remove } }]);
  expect(swept).toMatchObject({ removed: 1, failed: 1, bytes: 5 });
  expect(swept.items).toHaveLength(1);
  expect([await isThere('previews/locked'), await isThere('previews/left')]).toEqual([true, false]);
});

test('nothing there is nothing to sweep, and no waiting', async () => {
  const kinds = [...sessions(), ...clipFiles(), ownedTemporary(inside('tmp'), async () => inUse())];
  const beganMs = performance.now();
  const log = createLog('silent');
  const swept = await sweepOrphans({ kinds, pauseMs: 60_000, log, item: () => {} });
  expect(swept).toEqual({ removed: 0, bytes: 0, failed: 0 });
  expect(performance.now() - beganMs).toBeLessThan(10_000);
});
