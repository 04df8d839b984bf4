import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { skipWithout } from '../../e2e/support/parts.ts';
import { createLog } from '../log.ts';
import type { Bucket } from '../storage/bucket.ts';
import { createS3Bucket } from '../storage/s3.ts';
import { type S3Server, startS3 } from '../storage/s3-server.ts';
import { createBucketFiles } from './bucket-files.ts';
import { cleanSegments } from './clean.ts';
import { type FilesStage, filesContract } from './files.contract.ts';
import { createSegmentLibrary } from './library.ts';
import { localFiles } from './local-files.ts';
import { PLAYLIST_FILE, renderPlaylist } from './playlist.ts';
import { segmentsFrom } from './test-sessions.ts';

describe('in local folders', () => {
  let segmentsPath: string;
  beforeEach(async () => {
    segmentsPath = await mkdtemp(join(tmpdir(), 'hindsight-local-'));
  });
  afterEach(() => rm(segmentsPath, { recursive: true }));

  filesContract(() => ({
    ...{ segmentsPath, files: localFiles },
    async put(path, text) {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    },
  }));
});

const without = await skipWithout('versitygw');

describe.skipIf(without)('in a bucket', () => {
  const segmentsPath = '/nowhere/replay-segments';
  let s3: S3Server;
  let bucket: Bucket;
  let stage: FilesStage;
  /** What was asked of the bucket. */
  let asked: string[];
  let nowMs: number;

  beforeAll(async () => {
    s3 = await startS3();
  });
  afterAll(() => s3?.stop());
  beforeEach(async () => {
    const prefix = `${crypto.randomUUID()}/`;
    asked = [];
    nowMs = Date.now();
    bucket = counting(createS3Bucket({ ...s3.config, prefix }), asked);
    // Each look later than all that is remembered, so that it is asked for anew.
    const now = () => {
      nowMs += 10_000;
      return nowMs;
    };
    stage = {
      ...{ segmentsPath, files: createBucketFiles({ bucket, segmentsPath, now }) },
      put: (path, text) => bucket.put(keyOf(path), { bytes: Buffer.from(text) }),
    };
  });
  const keyOf = (path: string) => path.replace(segmentsPath, 'segments');

  filesContract(() => stage);

  /** A session that grows. */
  async function record(last: number): Promise<void> {
    const folder = join(segmentsPath, '1', '1000');
    const segments = segmentsFrom(1000, 0, last);
    for (const { uri } of segments.slice(-2)) await stage.put(join(folder, uri), uri);
    const text = renderPlaylist({ mediaSequence: 0, segments, ended: false });
    await stage.put(join(folder, PLAYLIST_FILE), text);
  }

  test('whoever waits for a moment asks little: what changed, and no more', async () => {
    const files = createBucketFiles({ bucket, segmentsPath, now: () => nowMs });
    const library = createSegmentLibrary({ segmentsPath, files, now: () => nowMs });
    await record(1);
    expect((await library.coverage('1'))?.toMs).toBe(5000);
    asked.length = 0;
    for (let look = 0; look < 9; look += 1) {
      nowMs += 100;
      await library.coverage('1');
      expect(await library.sizes(await library.between('1', 0, 9000))).toEqual([16, 16]);
    }
    expect(asked.filter((what) => what !== 'read playlist.m3u8 unchanged')).toEqual([]);
    // What has come since is seen without another list.
    await record(2);
    asked.length = 0;
    expect((await library.coverage('1'))?.toMs).toBe(7000);
    expect(asked).toEqual(['read playlist.m3u8']);
  });

  test('a session that ended long before a range is not listed', async () => {
    const files = createBucketFiles({ bucket, segmentsPath });
    await record(4);
    const library = createSegmentLibrary({ segmentsPath, files });
    expect(await library.between('1', 200_000, 300_000)).toEqual([]);
    expect(asked.filter((what) => what.startsWith('list'))).toEqual([]);
  });

  test('the cleaner lists once for all, and deletes in batches', async () => {
    for (const userId of ['1', '2', '3']) {
      const folder = join(segmentsPath, userId, '1000');
      const segments = segmentsFrom(1000, 0, 9);
      for (const { uri } of segments) await stage.put(join(folder, uri), uri);
      const text = renderPlaylist({ mediaSequence: 0, segments, ended: false });
      await stage.put(join(folder, PLAYLIST_FILE), text);
    }
    asked.length = 0;
    const options = { segmentsPath, files: stage.files, log: createLog('silent') };
    const cleaned = await cleanSegments({ ...options, windowMs: 0, nowMs: 12_000 });
    expect(cleaned).toEqual({ deleted: 15, kept: 15, foldersRemoved: 0 });
    const lists = asked.filter((what) => what.startsWith('list'));
    const removals = asked.filter((what) => what.startsWith('remove'));
    expect([lists, removals]).toEqual([['list segments/'], Array(3).fill('remove 5')]);
    // Nothing is asked for that the list has told not to be there.
    const reads = asked.filter((what) => what.startsWith('read'));
    expect(reads).toEqual(Array(3).fill('read playlist.m3u8'));
  });

  test('a path outside is nothing of the bucket', async () => {
    await expect(stage.files.names('/elsewhere/1/2')).rejects.toThrow(
      '/elsewhere/1/2 is not below',
    );
    await expect(stage.files.removeAll(join(segmentsPath, '..'))).rejects.toThrow('is not below');
    await stage.put(join(segmentsPath, '1', '2', 'x'), '');
    expect(await stage.files.numbered(segmentsPath)).toEqual(['1']);
  });

  test('a download that breaks off leaves nothing under the name of a segment', async () => {
    await record(1);
    const folder = await mkdtemp(join(tmpdir(), 'hindsight-broken-'));
    const broken = createBucketFiles({
      bucket: createS3Bucket({ ...s3.config, endpoint: 'http://127.0.0.1:9' }, PATIENCE),
      segmentsPath,
    });
    const segment = join(segmentsPath, '1', '1000', 'segment_00000.ts');
    await expect(broken.take(segment, join(folder, 'x.ts'))).rejects.toMatchObject({
      ...{ name: 'UserError', status: 503, message: expect.stringContaining('does not answer') },
    });
    expect(await readdir(folder)).toEqual([]);
    await rm(folder, { recursive: true });
  });
});

const PATIENCE = { wholeMs: 300, idleMs: 300 };

function counting(bucket: Bucket, asked: string[]): Bucket {
  return {
    ...bucket,
    async read(key, stamp) {
      const found = await bucket.read(key, stamp);
      asked.push(`read ${key.split('/').at(-1)}${found === 'unchanged' ? ' unchanged' : ''}`);
      return found;
    },
    list(prefix) {
      asked.push(`list ${prefix}`);
      return bucket.list(prefix);
    },
    folders(prefix) {
      asked.push(`folders ${prefix}`);
      return bucket.folders(prefix);
    },
    remove(keys) {
      asked.push(`remove ${keys.length}`);
      return bucket.remove(keys);
    },
  };
}
