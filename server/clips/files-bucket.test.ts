import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { skipWithout } from '../../e2e/support/parts.ts';
import { UserError } from '../errors.ts';
import { createLog } from '../log.ts';
import { type BadLine, openBadLine } from '../storage/bad-line.ts';
import { type Bucket, BucketAway } from '../storage/bucket.ts';
import { createS3Bucket } from '../storage/s3.ts';
import { type S3Server, startS3 } from '../storage/s3-server.ts';
import { openSqliteStore } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';
import { cleanClips } from './clean.ts';
import { clipFilesContract } from './files.contract.ts';
import type { ClipFiles } from './files.ts';
import { createBucketClipFiles } from './files-bucket.ts';
import { type ClipLibrary, createClipLibrary } from './library.ts';
import { shelfOf } from './lists.ts';
import { createSaveClip } from './save.ts';
import { testClip } from './test-clips.ts';

const missing = await skipWithout('versitygw');

describe.skipIf(missing)('in a bucket', () => {
  let server: S3Server;
  let line: BadLine;
  let folder: string;
  let opened = 0;
  beforeAll(async () => {
    server = await startS3();
    line = await openBadLine(server.port);
  });
  afterAll(async () => {
    await line.stop();
    await server.stop();
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clip-files-bucket-'));
    line.fault = () => undefined;
    line.asked.length = 0;
  });
  afterEach(() => rm(folder, { recursive: true }));

  const log = createLog('silent');
  /** Over the line, below a prefix of its own. */
  function openBucket(): Bucket {
    const config = { ...server.config, endpoint: line.endpoint, prefix: `${++opened}/` };
    return createS3Bucket(config, { wholeMs: 500, idleMs: 300 });
  }
  const openFiles = (bucket = openBucket()) =>
    createBucketClipFiles({ bucket, recentPath: join(folder, 'recent'), log });
  const away = () => ({ status: 503, code: 'SlowDown' });

  clipFilesContract(() => openFiles());

  async function made(text = 'video'): Promise<string> {
    await writeFile(join(folder, 'made'), text);
    return join(folder, 'made');
  }

  test('what was put just now need not come down again, what others put does', async () => {
    const bucket = openBucket();
    const [here, elsewhere] = [
      await openFiles(bucket),
      await createBucketClipFiles({ bucket, recentPath: join(folder, 'other'), log }),
    ];
    await here.put('1', 'mp4', await made());
    const down = () => line.asked.filter(({ method }) => method === 'GET').length;
    expect(await readFile(await here.hold('1', join(folder, 'a')), 'utf8')).toBe('video');
    expect(down()).toBe(0);
    expect(await readFile(await elsewhere.hold('1', join(folder, 'b')), 'utf8')).toBe('video');
    expect(down()).toBe(1);
    await here.remove('1');
    await expect(here.hold('1', join(folder, 'c'))).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await readdir(join(folder, 'recent'))).toEqual([]);
  });

  test('browsers are led to the bucket: what it is, its name, and parts of it', async () => {
    const files = await openFiles();
    await files.put('1', 'mp4', await made('0123456789'));
    const place = await files.place('1', 'mp4', { fileName: 'Ada.mp4' });
    if (!('url' in place)) throw new Error('it has no address');
    expect(new URL(place.url).origin).toBe(files.origin);
    const answer = await fetch(place.url, { headers: { range: 'bytes=2-3' } });
    expect([answer.status, await answer.text()]).toEqual([206, '23']);
    expect(answer.headers.get('content-type')).toBe('video/mp4');
    expect(answer.headers.get('content-disposition')).toContain('Ada.mp4');
    const lifeS = Number(new URL(place.url).searchParams.get('X-Amz-Expires'));
    expect(lifeS).toBeLessThanOrEqual(15 * 60);
  });

  test('while the bucket is away a person reads what to do, and nothing is listed', async () => {
    const files = await openFiles();
    await files.put('1', 'mp4', await made());
    line.fault = away;
    const told = [
      async () => files.put('2', 'mp4', await made()),
      () => files.copy('1', '3'),
      () =>
        createBucketClipFiles({ bucket: openBucket(), recentPath: join(folder, 'r'), log }).then(
          (other) => other.hold('1', join(folder, 'work')),
        ),
    ];
    for (const one of told) {
      const failure = (await one().catch((error: Error) => error)) as UserError;
      expect(failure).toBeInstanceOf(UserError);
      expect(failure.status).toBe(503);
      expect(failure.message).toContain('The storage for clips does not answer right now');
    }
    await expect(files.remove('1')).rejects.toBeInstanceOf(BucketAway);
    // It keeps nobody from starting.
    await files.sweep();
    line.fault = () => undefined;
    const ids: string[] = [];
    for await (const id of files.ids()) ids.push(id);
    expect(ids).toEqual(['1']);
  });

  describe('the library', () => {
    let store: Store;
    let files: ClipFiles;
    let clips: ClipLibrary;
    let nowMs: number;
    beforeEach(async () => {
      nowMs = 1_000_000;
      store = await openSqliteStore(folder, log);
      files = await openFiles();
      clips = createClipLibrary({ store, clipsPath: '/nowhere', files, now: () => nowMs });
    });
    afterEach(() => store.close());

    async function keep(id: string, change = {}) {
      await files.put(id, 'mp4', await made());
      const clip = testClip({ id, ownerId: 'ada', createdAtMs: nowMs, ...change });
      await clips.save(clip);
      return clip;
    }
    async function inBucket(): Promise<string[]> {
      const ids: string[] = [];
      for await (const id of files.ids()) ids.push(id);
      return ids;
    }
    const clean = () => cleanClips({ store, clips, log, now: () => nowMs });
    const shown = async () => (await clips.find([shelfOf('ada')], { limit: 10 })).clips.length;

    test('what is removed while the bucket is away is gone from sight, and later from the bucket', async () => {
      for (const id of ['1', '2', '3']) await keep(id);
      line.fault = away;
      await clips.remove('1');
      expect((await clips.removeOwner('ada')).map(({ id }) => id)).toEqual(['2', '3']);
      expect([await shown(), await clips.get('1'), await clips.get('2')]).toEqual([
        ...[0, undefined, undefined],
      ]);
      expect(await clips.restore('2')).toBeUndefined();
      expect(await clean()).toMatchObject({ removed: 0, failed: 1 });
      line.fault = () => undefined;
      expect(await inBucket()).toEqual(['1', '2', '3']);
      expect(await clean()).toMatchObject({ removed: 3, failed: 0 });
      expect(await inBucket()).toEqual([]);
      expect(await clean()).toMatchObject({ removed: 0, failed: 0 });
    });

    test('one that could be restored goes with its owner, too', async () => {
      await keep('1');
      await clips.hide('1');
      line.fault = away;
      await clips.removeOwner('ada');
      expect(await clips.restore('1')).toBeUndefined();
      line.fault = () => undefined;
      expect(await clean()).toMatchObject({ removed: 1, failed: 0 });
      expect(await inBucket()).toEqual([]);
    });

    test('what has expired stays listed until the bucket lets it go', async () => {
      await keep('1', { expiresAtMs: nowMs + 1000 });
      nowMs += 2000;
      line.fault = away;
      expect(await clean()).toMatchObject({ removed: 0, failed: 1 });
      line.fault = () => undefined;
      expect(await clean()).toMatchObject({ removed: 1, failed: 0 });
      expect([await shown(), await inBucket()]).toEqual([0, []]);
    });

    test('a poster that does not get through is no poster, one of a clip that went goes', async () => {
      await keep('1');
      line.fault = away;
      await expect(clips.addPoster('1', await made('poster'))).rejects.toBeInstanceOf(UserError);
      expect((await clips.get('1'))?.poster).toBeUndefined();
      line.fault = () => undefined;
      expect(await clips.addPoster('1', await made('poster'))).toBe(true);
      expect((await clips.get('1'))?.poster).toBe(true);
      const adding = clips.addPoster('1', await made('poster'));
      await clips.remove('1');
      await adding;
      const place = await files.place('1', 'jpg');
      expect('url' in place && (await fetch(place.url)).status).toBe(404);
    });

    test('somebody else keeps a copy, which the bucket makes by itself', async () => {
      const clip = await keep('1');
      line.asked.length = 0;
      const save = createSaveClip({ store, clips });
      expect(await save('bo', clip, '2')).toMatchObject({ clip: { id: '2', ownerId: 'bo' } });
      expect(line.asked.map(({ method }) => method)).toEqual(['PUT']);
      await clips.remove('1');
      expect(await inBucket()).toEqual(['2']);
      line.fault = away;
      const again = await clips.get('2');
      await expect(save('cy', again!, '3')).rejects.toBeInstanceOf(UserError);
      expect(await clips.get('3')).toBeUndefined();
    });
  });
});
