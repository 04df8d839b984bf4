import { execFile } from 'node:child_process';
import { appendFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { skipWithout } from '../../e2e/support/parts.ts';
import { handedFor, ORDERED, RENDERS } from '../clips/remote-files.ts';
import { testClip } from '../clips/test-clips.ts';
import { findFfmpeg } from '../ffmpeg/find.ts';
import { checkLibrary } from '../library-check/check.ts';
import { bucketLibraryFiles } from '../library-check/files.ts';
import { createLog } from '../log.ts';
import { createBucketFiles } from '../segments/bucket-files.ts';
import { createShares } from '../shares/shares.ts';
import { createVoices } from '../shares/voices.ts';
import { listAll } from '../storage/bucket.contract.ts';
import type { Bucket } from '../storage/bucket.ts';
import { openBucket } from '../storage/open.ts';
import { type S3Server, startS3 } from '../storage/s3-server.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import { bucketFolders } from './bucket-place.ts';
import { bucketClipFiles, ownedClipFiles } from './clip-files.ts';
import { ownedRenderFiles } from './render-files.ts';
import { ownedSessions } from './sessions.ts';
import { type OwnedThings, sweepOrphans } from './sweep.ts';

const missing = await skipWithout('versitygw');
const log = createLog('silent');
const HOUR = 3600_000;

describe.skipIf(missing)('in a bucket', () => {
  let s3: S3Server;
  let bucket: Bucket;
  let dataDir: string;
  let store: Store;
  beforeAll(async () => {
    s3 = await startS3();
    bucket = openBucket({ bucket: s3.config }) as Bucket;
    dataDir = await mkdtemp(join(tmpdir(), 'hindsight-in-bucket-'));
    store = await openStore({ dataDir }, log);
  }, 60_000);
  afterAll(async () => {
    await store?.close();
    await s3?.stop();
    await rm(dataDir, { recursive: true });
  });

  const put = (key: string) => bucket.put(key, { bytes: Buffer.from('bytes') });
  const keys = async (prefix: string) => (await listAll(bucket, prefix)).map(({ key }) => key);
  const sweep = (kind: OwnedThings) =>
    sweepOrphans({ kinds: [kind], pauseMs: 50, log, item: () => {} });

  test('videos and posters go that no record and no order owns', async () => {
    await store.records('clips').set('1', testClip({ id: '1' }));
    await store.records('orders').set('2', { id: '2' });
    for (const name of ['1.mp4', '1.jpg', '2.mp4', '3.mp4', '3.jpg', 'notes.txt']) {
      await put(`clips/${name}`);
    }
    const kind = ownedClipFiles({
      ...{ clipsPath: '/nowhere', place: bucketClipFiles(bucket), store },
      inUse: { sinceMs: 0 },
    });
    expect(await sweep(kind)).toEqual({ removed: 2, bytes: 10, failed: 0 });
    const left = ['1.jpg', '1.mp4', '2.mp4', 'notes.txt'].map((name) => `clips/${name}`);
    expect(await keys('clips/')).toEqual(left);
  }, 60_000);

  test('sessions go that nothing is recorded into; one that is stays', async () => {
    const segmentsPath = join(dataDir, 'replay-segments');
    for (const name of ['1/5/a.ts', '1/6/a.ts', '1/voice/7/a.ts']) await put(`segments/${name}`);
    const kind = (nowMs: number) =>
      ownedSessions({
        ...{ segmentsPath, files: createBucketFiles({ bucket, segmentsPath }), keptMs: HOUR },
        ...{ shares: createShares(store), voices: createVoices(store), now: () => nowMs },
        recorded: async () => ['1/6'],
      });
    expect(await sweep(kind(Date.now()))).toMatchObject({ removed: 0 });
    expect(await sweep(kind(Date.now() + 2 * HOUR))).toMatchObject({ removed: 2, failed: 0 });
    expect(await keys('segments/')).toEqual(['segments/1/6/a.ts']);
  }, 60_000);

  test('what renders were handed goes with their order, and the rest once nobody can wait for it', async () => {
    await store.records('orders').set('8-9', { id: '8-9' });
    const names = [handedFor('8-9'), `${ORDERED}8-9`, handedFor('10'), `${ORDERED}10`, 'fitted-1'];
    for (const name of names) {
      await put(`${RENDERS}${name}/00000.ts`);
      await put(`${RENDERS}${name}/voice/00000.ts`);
    }
    const kind = (nowMs: number) =>
      ownedRenderFiles({ place: bucketFolders(bucket, RENDERS), store, now: () => nowMs });
    expect(await sweep(kind(Date.now()))).toMatchObject({ removed: 0 });
    const swept = await sweep(kind(Date.now() + 2 * HOUR));
    expect(swept).toEqual({ removed: 3, bytes: 30, failed: 0 });
    expect(await bucket.folders(RENDERS)).toEqual([names[0], names[1]]);
  }, 60_000);

  test('uploads that nobody ends are freed, wherever they were begun', async () => {
    const client = new S3Client(s3.config);
    const at = { Bucket: s3.config.bucket, Key: 'segments/1/5/large.ts' };
    const uploads = async () => {
      const found = await client.send(new ListMultipartUploadsCommand({ Bucket: at.Bucket }));
      return found.Uploads?.length ?? 0;
    };
    await client.send(new CreateMultipartUploadCommand(at));
    await bucket.abandonUploads('', Date.now() - HOUR);
    expect(await uploads()).toBe(1);
    await bucket.abandonUploads('', Date.now() + HOUR);
    expect(await uploads()).toBe(0);
    client.destroy();
  }, 60_000);

  test('the library is checked by the beginnings of its videos', async () => {
    const video = join(dataDir, 'video.mp4');
    const source = 'testsrc=size=64x36:rate=10:duration=2';
    await promisify(execFile)(await findFfmpeg(), [
      ...['-f', 'lavfi', '-i', source, '-pix_fmt', 'yuv420p', '-movflags', 'faststart', video],
    ]);
    const start = (await stat(video)).size;
    await appendFile(video, Buffer.alloc(20 * 2 ** 20));
    const { size } = await stat(video);
    for (const id of ['21', '22', '23']) await bucket.put(`clips/${id}.mp4`, { file: video });
    const right = { durationMs: 2000, width: 64, height: 36, bytes: size };
    await store.records('clips').set('21', { ...testClip({ id: '21' }), ...right });
    await store.records('clips').set('22', { ...testClip({ id: '22' }), ...right, width: 128 });
    let read = 0;
    const counting: Bucket = {
      ...bucket,
      async readPart(...asked) {
        const part = await bucket.readPart(...asked);
        read += part?.length ?? 0;
        return part;
      },
    };
    const files = bucketLibraryFiles(counting);
    const { found } = await checkLibrary({ ids: ['21', '22', '24'], store, files, pauseMs: 0 });
    expect(found.otherPicture.first).toEqual(['22: 64x36, not 128x36']);
    expect(found.noRecord.first).toEqual(expect.arrayContaining(['23.mp4']));
    expect([found.unreadable.count, found.otherSize.count, found.noVideo.count]).toEqual([0, 0, 0]);
    expect(read).toBeGreaterThan(100);
    expect(read).toBeLessThan(2 * (start + 2 ** 20));
  }, 60_000);
});
