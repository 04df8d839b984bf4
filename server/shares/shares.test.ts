import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from '../log.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import type { Share } from './share.ts';
import { createShares } from './shares.ts';

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-shares-'));
  store = await openStore({ dataDir: folder }, createLog('silent'));
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

const SHARE: Share = {
  ...{ id: 'S1', egressId: 'EG_1', userId: '7', roomName: 'replay_1_2', guildId: '1' },
  ...{ channelId: '2', videoTrackId: 'TR_a', audioTrackId: null, status: 'active' },
  ...{ segmentPath: '/one/replay-segments/7/1000', startedAt: 1000, createdAt: 1000, updatedAt: 0 },
};

test('a share that another server began is found below the own path', async () => {
  await createShares(store, '/one/replay-segments').save(SHARE);
  const shares = createShares(store, '/other/segments');
  const segmentPath = '/other/segments/7/1000';
  expect(await shares.activeIn('replay_1_2')).toMatchObject([{ id: 'S1', segmentPath }]);
  expect(await shares.allOf('7')).toMatchObject([{ segmentPath }]);
});
