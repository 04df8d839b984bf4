import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from '../log.ts';
import { createSegmentLibrary } from '../segments/library.ts';
import { segmentsFrom, writeSession } from '../segments/test-sessions.ts';
import type { Share } from '../shares/share.ts';
import { createShares } from '../shares/shares.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import { createSource } from './source.ts';
import { NO_VOICE } from './test-voice.ts';

const T = Date.UTC(2026, 0, 1);
let folder: string;
let store: Store;
let nowMs: number;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-source-'));
  store = await openStore({ dataDir: folder }, createLog('silent'));
  nowMs = T + 8000;
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

/** Whether something of a person's is to come, whose share is over since T + 6 s. */
async function isExpected(over: Partial<Share>): Promise<boolean> {
  const now = () => nowMs;
  const shares = createShares(store, now);
  const share = {
    ...{ id: 'one', egressId: 'EG_1', userId: '1', roomName: 'room', guildId: '2' },
    ...{ channelId: '3', videoTrackId: 'TR_1', audioTrackId: null, status: 'stopped' as const },
    ...{ segmentPath: join(folder, '1', `${T}`), startedAt: T, endedAt: T + 6000 },
    ...{ createdAt: T, updatedAt: T },
  };
  await shares.save({ ...share, ...over });
  const segments = createSegmentLibrary({ segmentsPath: folder });
  return createSource({ segments, voice: NO_VOICE, shares, now }).isExpected('1');
}
const record = (ended: boolean) =>
  writeSession(folder, '1', T, { segments: segmentsFrom(T, 0, 1), ended });

test('the end of a share that is not listed yet is on its way, and is not after a while', async () => {
  expect(await isExpected({})).toBe(true);
  await record(false);
  expect(await isExpected({})).toBe(true);
  nowMs += 10_000;
  expect(await isExpected({})).toBe(false);
});

test('of a share whose end is listed nothing more comes', async () => {
  await record(true);
  expect(await isExpected({})).toBe(false);
});

test('of a share that broke there may be an end; of one that could not begin there is none', async () => {
  expect(await isExpected({ status: 'failed' })).toBe(false);
  expect(await isExpected({ status: 'failed', brokeAt: T + 5000 })).toBe(true);
});
