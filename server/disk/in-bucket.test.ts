import { mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { skipWithout } from '../../e2e/support/parts.ts';
import { loadConfig } from '../config.ts';
import { roomName } from '../livekit/room-name.ts';
import { createLog } from '../log.ts';
import { createBucketFiles } from '../segments/bucket-files.ts';
import type { SegmentFiles } from '../segments/files.ts';
import { segmentFile } from '../segments/playlist.ts';
import { listAll } from '../storage/bucket.contract.ts';
import type { Bucket } from '../storage/bucket.ts';
import { openBucket } from '../storage/open.ts';
import { type S3Server, startS3 } from '../storage/s3-server.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import { openDisk } from './disk.ts';
import type { Space } from './space.ts';

const missing = await skipWithout('versitygw');
const log = createLog('silent');
const ROOMY: Space = { path: '/', bytes: 1e12, freeBytes: 9e11 };

describe.skipIf(missing)('segments in a bucket', () => {
  let s3: S3Server;
  let bucket: Bucket;
  let dataDir: string;
  let store: Store;
  let lists = 0;
  let space: Space;
  const clock = { nowMs: 0 };
  beforeEach(async () => {
    s3 = await startS3();
    bucket = openBucket({ bucket: s3.config }) as Bucket;
    dataDir = await mkdtemp(join(tmpdir(), 'hindsight-disk-bucket-'));
    store = await openStore({ dataDir }, log);
    [lists, space] = [0, ROOMY];
  }, 60_000);
  afterEach(async () => {
    await store?.close();
    await s3?.stop();
    await rm(dataDir, { recursive: true });
  });

  function open(env: Record<string, string>, more: Partial<SegmentFiles> = {}) {
    const config = { ...loadConfig({ ...env, DATA_DIR: dataDir }), bucket: s3.config };
    const files = createBucketFiles({ bucket, segmentsPath: config.segmentsPath });
    const counted: SegmentFiles = {
      ...files,
      atOnce() {
        lists += 1;
        return files.atOnce();
      },
      ...more,
    };
    return openDisk({
      ...{ config, store, log, files: counted },
      ...{ now: () => clock.nowMs, spaceOf: async () => space },
    });
  }

  /** So many segments of 1000 bytes and 3 s, until now. */
  async function put(session: string, count: number): Promise<void> {
    for (let i = 0; i < count; i += 1) {
      const key = `segments/${session}/${segmentFile(i)}`;
      await bucket.put(key, { bytes: Buffer.alloc(1000) });
      const endedAt = new Date(Date.now() - (count - i) * 3000);
      await utimes(join(s3.folder, s3.config.bucket, key), endedAt, endedAt);
    }
    // Later than what is fresh, and may still be read.
    clock.nowMs = Date.now() + 30_000;
  }
  const left = async (prefix: string) =>
    (await listAll(bucket, `segments/${prefix}/`)).map(({ key }) => key.split('/').at(-1));

  test('what one person may take is kept to, by one listing a minute; the oldest goes first', async () => {
    await put('1/5', 10);
    await put('1/voice/6', 2);
    await put('2/7', 3);
    const disk = open({ REPLAY_MAX_BYTES_PER_PERSON: '8KB' });
    const result = await disk.look();
    expect(result.usedBytes).toBeLessThanOrEqual(11_000);
    expect(result.cuts).toMatchObject([{ scope: 'person:1', why: 'person' }]);
    const names = await left('1/5');
    expect(names).toContain(segmentFile(9));
    expect(names).not.toContain(segmentFile(0));
    expect(await left('2/7')).toHaveLength(3);

    const { usedBytes } = await disk.look();
    expect([usedBytes, lists]).toEqual([result.usedBytes, 1]);
    await put('2/7', 5);
    clock.nowMs += 61_000;
    expect((await disk.look()).usedBytes).toBe(result.usedBytes + 2000);
    expect(lists).toBe(2);
    await disk.close();
  }, 60_000);

  test('a full local disk costs nobody their segments, but nothing new begins there', async () => {
    await put('1/5', 5);
    space = { path: '/', bytes: 1e12, freeBytes: 1000 };
    const disk = open({});
    expect(await disk.look()).toMatchObject({ deleted: 0, tight: [] });
    expect(await disk.makeRoom(1000)).toBe(false);
    const share = { userId: '3', roomName: roomName('10', '20') };
    await expect(disk.needRoom(share)).rejects.toMatchObject({ status: 507 });
    expect(disk.refused()).toBe(1);
    space = ROOMY;
    await disk.needRoom(share);
    expect(await left('1/5')).toHaveLength(5);
    await disk.close();
  }, 60_000);

  test('who ends does not wait for a bucket that is away, and lets others guard', async () => {
    const never = Promise.withResolvers<never>().promise;
    const one = open({}, { atOnce: () => never });
    one.watch();
    const looked = one.look().catch((error: unknown) => error);
    await one.close();
    expect(await looked).toMatchObject({ message: 'the process ends' });
    const two = open({});
    two.watch();
    expect(await two.guard(false)).toMatchObject({ deleted: 0 });
    await two.close();
  }, 10_000);

  test('one process guards for all machines; a rehearsal anywhere deletes nothing', async () => {
    await put('1/5', 10);
    const [one, two] = [open({ REPLAY_MAX_BYTES: '5KB' }), open({ REPLAY_MAX_BYTES: '5KB' })];
    expect(await two.guard(true)).toMatchObject({ deleted: expect.any(Number) });
    expect(await left('1/5')).toHaveLength(10);
    expect(await one.guard(false)).toBeNull();
    one.watch();
    await expect.poll(async () => (await left('1/5')).length, { timeout: 20_000 }).toBeLessThan(6);
    two.watch();
    expect(await two.guard(false)).toBeNull();
    expect(await one.guard(false)).toMatchObject({ deleted: 0 });
    await one.close();
    // So that it lists anew.
    clock.nowMs += 61_000;
    expect(await two.guard(false)).toMatchObject({ deleted: 0 });
    await two.close();
  }, 60_000);
});
