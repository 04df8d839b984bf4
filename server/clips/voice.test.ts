import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from '../log.ts';
import { createSegmentLibrary } from '../segments/library.ts';
import { segmentsFrom, writeSession } from '../segments/test-sessions.ts';
import { voiceFolder } from '../segments/voice-folder.ts';
import type { Share } from '../shares/share.ts';
import { createShares } from '../shares/shares.ts';
import { createVoices } from '../shares/voices.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import { createVoiceFinder, type VoiceFinder } from './voice.ts';

const [ADA, BO, T] = ['1', '2', 1_760_000_000_000];
const RANGE = { fromMs: T + 1000, toMs: T + 5000 };
let folder: string;
let store: Store;
let shares: ReturnType<typeof createShares>;
let voices: ReturnType<typeof createVoices>;
let voice: VoiceFinder;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-voice-'));
  store = await openStore({ dataDir: folder }, createLog('silent'));
  [shares, voices] = [createShares(store), createVoices(store)];
  const library = createSegmentLibrary({ segmentsPath: folder, folderOf: voiceFolder });
  voice = createVoiceFinder({ library, voices, shares });
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

/** Six seconds of a microphone beside a share in a room. */
async function speak(change: { roomName?: string; forOthers?: boolean; live?: boolean } = {}) {
  const { roomName = 'r', forOthers = false, live = false } = change;
  const path = voiceFolder(folder, ADA);
  const said = await writeSession(dirname(path), 'voice', T, { segments: segmentsFrom(T, 0, 2) });
  await voices.save({
    ...{ egressId: `EV_${roomName}`, userId: ADA, roomName, guildId: '10', trackId: 'TR_A' },
    ...{ folder: said, forOthers, startedAt: T, ...(!live && { endedAt: T + 6000 }) },
  });
  return said;
}

async function share(roomName: string): Promise<string> {
  const segmentPath = join(folder, ADA, roomName);
  await shares.save({
    ...{ id: roomName, egressId: 'EG', userId: ADA, roomName, guildId: '10', channelId: '20' },
    ...{ videoTrackId: 'TR_V', audioTrackId: null, segmentPath, status: 'stopped' },
    ...{ startedAt: T, createdAt: T, updatedAt: T },
  } satisfies Share);
  return segmentPath;
}
const own = { sharerId: ADA, requesterId: ADA };
const byBo = { sharerId: ADA, requesterId: BO };

test('the sharer hears what they said in the range', async () => {
  const said = await speak();
  const found = await voice.within(own, RANGE);
  expect(found.map(({ startMs, folder: of }) => [startMs - T, of])).toEqual([
    [0, said],
    [2000, said],
    [4000, said],
  ]);
  expect(await voice.within(own, { fromMs: T + 8000, toMs: T + 9000 })).toEqual([]);
});

test('others hear nothing of it, unless it was opened to them when it was switched on', async () => {
  await speak();
  expect(await voice.within(byBo, RANGE)).toEqual([]);
  await speak({ forOthers: true });
  expect(await voice.within(byBo, RANGE)).toHaveLength(3);
});

test('others hear only what was said beside the shares that they may clip', async () => {
  await speak({ roomName: 'theirs', forOthers: true });
  const [theirs, another] = [await share('theirs'), await share('another')];
  expect(await voice.within({ ...byBo, only: [another] }, RANGE)).toEqual([]);
  expect(await voice.within({ ...byBo, only: [theirs] }, RANGE)).toHaveLength(3);
});

test('where nothing was recorded there is nothing to wait for', async () => {
  const begunMs = performance.now();
  expect(await voice.within(own, RANGE)).toEqual([]);
  expect(performance.now() - begunMs).toBeLessThan(1000);
});

test('the end of one that is being recorded is waited for, but not for ever', async () => {
  const said = await speak({ live: true });
  const beyond = { fromMs: T, toMs: T + 8000 };
  const waiting = voice.within(own, beyond);
  await writeSession(dirname(said), '.', T, { segments: segmentsFrom(T, 0, 3) });
  expect(await waiting).toHaveLength(4);
  const never = await voice.within(own, { fromMs: T, toMs: T + 60_000 });
  expect(never).toHaveLength(4);
  const reason = new Error('given up');
  const given = voice.within(own, { fromMs: T, toMs: T + 60_000 }, AbortSignal.abort(reason));
  await expect(given).rejects.toBe(reason);
});
