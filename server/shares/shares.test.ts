import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createLog } from '../log.ts';
import { openStore } from '../store/open.ts';
import type { Share } from './share.ts';
import { createShares } from './shares.ts';

test('a share of another server is seen where its session lies here', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'hindsight-shares-'));
  const store = await openStore({ dataDir }, createLog('silent'));
  const theirs = createShares(store, Date.now, '/there/segments');
  const ours = createShares(store, Date.now, '/here');
  await theirs.save({
    ...{ id: 's', userId: '1', guildId: '10', roomName: 'r', status: 'active', startedAt: 5 },
    segmentPath: '/there/segments/1/1700000000000',
  } as Share);
  const [share] = await ours.activeIn('r');
  expect(share?.segmentPath).toBe('/here/1/1700000000000');
  expect((await theirs.latestOf('1', 'r'))?.segmentPath).toBe('/there/segments/1/1700000000000');
  await store.close();
  await rm(dataDir, { recursive: true });
});
