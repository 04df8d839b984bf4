import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from '../log.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import { Died, dyingAfter } from '../store/test-dying.ts';
import type { Share } from './share.ts';
import { createShares } from './shares.ts';
import { createVoices } from './voices.ts';

let dataDir: string;
let store: Store;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'hindsight-shares-'));
  store = await openStore({ dataDir }, createLog('silent'));
});
afterEach(async () => {
  await store.close();
  await rm(dataDir, { recursive: true });
});

const ROOM = 'replay_1_2';
const SHARE: Share = {
  ...{ id: 'one', egressId: 'EM_1', userId: '3', roomName: ROOM, guildId: '1', channelId: '2' },
  ...{ videoTrackId: 'TR_1', audioTrackId: null, segmentPath: '/3/1000', status: 'active' },
  ...{ startedAt: Date.now(), createdAt: Date.now(), updatedAt: Date.now() },
};

/** @returns whether the process died before it had saved it */
async function saveDying(share: Share, writes: number): Promise<boolean> {
  return createShares(dyingAfter(store, writes))
    .save(share)
    .then(
      () => false,
      (error) => error instanceof Died || Promise.reject(error),
    );
}

/** Whether a record of it is there, and stays for good. */
async function staysForGood(): Promise<boolean> {
  for await (const entry of store.contents.walk()) {
    if (entry.kind === 'record' && entry.namespace === 'shares') {
      return entry.expiresAtMs === undefined;
    }
  }
  return false;
}

test('a share whose beginning is broken off is either found as active, or goes by itself', async () => {
  for (let writes = 0; ; writes += 1) {
    const broken = await saveDying(SHARE, writes);
    const shares = createShares(store);
    const active = await shares.activeIn(ROOM);
    expect(await shares.activeOf('3'), `after ${writes} writes`).toEqual(active);
    expect(await shares.countActive()).toBe(active.length);
    if (active.length === 0) expect(await staysForGood()).toBe(false);
    if (!broken) return expect(active).toMatchObject([{ id: 'one' }]);
    await store.contents.clear();
  }
});

test('a share whose end is broken off is over, or ends once more', async () => {
  for (let writes = 0; ; writes += 1) {
    await createShares(store).save(SHARE);
    const broken = await saveDying({ ...SHARE, status: 'stopped' }, writes);
    const shares = createShares(store);
    const [latest] = await shares.recentOf('3');
    const over = latest?.status !== 'active';
    expect(await shares.activeIn(ROOM), `after ${writes} writes`).toHaveLength(over ? 0 : 1);
    expect(await shares.activeOf('3')).toHaveLength(over ? 0 : 1);
    expect(await shares.countActive()).toBe(over ? 0 : 1);
    if (!broken) return expect(over).toBe(true);
    await store.contents.clear();
  }
});

test('a share of another server is seen where its session lies here', async () => {
  const theirs = createShares(store, Date.now, '/there/segments');
  const ours = createShares(store, Date.now, '/here');
  await theirs.save({
    ...{ id: 's', userId: '1', guildId: '10', roomName: 'r', status: 'active', startedAt: 5 },
    segmentPath: '/there/segments/1/1700000000000',
  } as Share);
  const [share] = await ours.activeIn('r');
  expect(share?.segmentPath).toBe('/here/1/1700000000000');
  expect((await theirs.latestOf('1', 'r'))?.segmentPath).toBe('/there/segments/1/1700000000000');
});

test('so is a voice', async () => {
  const voice = { egressId: 'v', userId: '1', guildId: '10', trackId: 't', roomName: 'r' };
  const folder = '/there/segments/1/voice/1700000000000';
  await createVoices(store, '/there/segments').save({
    ...{ ...voice, folder, forOthers: true, startedAt: 5 },
  });
  const [found] = await createVoices(store, '/here').activeIn('r');
  expect(found?.folder).toBe('/here/1/voice/1700000000000');
});
