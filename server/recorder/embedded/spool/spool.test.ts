import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { skipWithout } from '../../../../e2e/support/parts.ts';
import { createLog } from '../../../log.ts';
import { createBucketFiles } from '../../../segments/bucket-files.ts';
import { createSegmentLibrary } from '../../../segments/library.ts';
import { type Playlist, parsePlaylist, renderPlaylist } from '../../../segments/playlist.ts';
import { segmentsFrom, writeSession } from '../../../segments/test-sessions.ts';
import { listAll } from '../../../storage/bucket.contract.ts';
import type { Bucket } from '../../../storage/bucket.ts';
import { createS3Bucket } from '../../../storage/s3.ts';
import { type S3Server, startS3 } from '../../../storage/s3-server.ts';
import { PlaylistWriter } from '../segments/playlist-writer.ts';
import { openSpool, type Spool } from './spool.ts';

const without = await skipWithout('versitygw');

const START = Date.parse('2026-11-23T18:00:00Z');
const USER = '175928847299117063';
const SEGMENTS = '/nowhere/replay-segments';
const FOLDER = join(SEGMENTS, USER, String(START));
const log = createLog('silent');

describe.skipIf(without)('the way into the bucket', () => {
  let s3: S3Server;
  let spoolPath: string;
  let bucket: Bucket;
  let spool: Spool;

  beforeAll(async () => {
    s3 = await startS3();
  });
  afterAll(() => s3?.stop());
  beforeEach(async () => {
    spoolPath = join(await mkdtemp(join(tmpdir(), 'hindsight-spool-')), 'spool');
    const config = { ...s3.config, prefix: `${crypto.randomUUID()}/` };
    bucket = createS3Bucket(config, { wholeMs: 500, idleMs: 500 });
    spool = await open();
  });
  afterEach(async () => {
    await s3.pause();
    await s3.resume();
    await spool.close();
    await rm(join(spoolPath, '..'), { recursive: true });
  });

  const open = (to: Pick<Bucket, 'put'> = bucket) =>
    openSpool({ bucket: to, segmentsPath: SEGMENTS, spoolPath, log, endMs: 1000 });
  const library = () => {
    const files = createBucketFiles({ bucket, segmentsPath: SEGMENTS });
    return createSegmentLibrary({ files, segmentsPath: SEGMENTS });
  };
  /** Numbers of the segments that anybody finds in the bucket. */
  const found = async () =>
    (await library().between(USER, 0, Number.POSITIVE_INFINITY)).map(
      ({ startMs }) => (startMs - START) / 2000,
    );
  const playlist = async (): Promise<Playlist | null> => {
    const read = await bucket.read(`segments/${USER}/${START}/playlist.m3u8`);
    return read && read !== 'unchanged' ? parsePlaylist(read.bytes.toString()) : null;
  };
  /** What waits on the local disk, by name. */
  const waiting = async () =>
    (await readdir(spoolPath, { recursive: true })).filter((name) => name.endsWith('.ts'));
  const upTo = (last: number) => Array.from({ length: last + 1 }, (_, i) => i);

  async function begin(onChange = () => {}) {
    const session = spool.session(FOLDER, onChange);
    await session.make();
    const writer = new PlaylistWriter(session.path, 1_200_000, {
      onWritten: () => session.written(),
    });
    const add = async (index: number) => {
      const [segment] = segmentsFrom(START, index, index);
      if (!segment) throw new Error('one was asked for');
      await writer.add({ ...segment, data: [Buffer.from(`segment ${index}`)] });
    };
    return { session, writer, add };
  }

  test('each segment is in the bucket soon after it was closed, and leaves the disk', async () => {
    const { session, writer, add } = await begin();
    for (let index = 0; index < 3; index += 1) {
      await add(index);
      await expect.poll(found, { interval: 20 }).toEqual(upTo(index));
      await expect.poll(waiting).toEqual([]);
    }
    expect((await playlist())?.ended).toBe(false);
    await writer.end();
    await session.end();
    expect((await playlist())?.ended).toBe(true);
    expect(existsSync(session.path)).toBe(false);
  });

  test('while the bucket is away everything waits; then all of it comes, in order', async () => {
    const { session, writer, add } = await begin();
    await add(0);
    await expect.poll(found).toEqual([0]);
    await s3.pause();
    for (let index = 1; index <= 12; index += 1) await add(index);
    expect(await waiting()).toHaveLength(12);
    await s3.resume();
    await expect.poll(found, { timeout: 10_000 }).toEqual(upTo(12));
    await expect.poll(waiting).toEqual([]);
    await add(13);
    await writer.end();
    await session.end();
    expect(await found()).toEqual(upTo(13));
  });

  test('what the playlist lists is there at every moment, also while much catches up', async () => {
    const puts: string[] = [];
    const watched: Pick<Bucket, 'put'> = {
      async put(key, from, options) {
        if (key.endsWith('.m3u8') && 'bytes' in from) {
          const listed = parsePlaylist(from.bytes.toString())?.segments ?? [];
          for (const { uri } of listed) expect(puts).toContain(uri);
        }
        await bucket.put(key, from, options);
        puts.push(key.split('/').at(-1) ?? '');
      },
    };
    await spool.close();
    await s3.pause();
    spool = await open(watched);
    const { session, writer, add } = await begin();
    for (let index = 0; index < 10; index += 1) await add(index);
    await s3.resume();
    await expect.poll(found, { timeout: 10_000 }).toEqual(upTo(9));
    await writer.end();
    await session.end();
    expect(puts.filter((name) => name === 'playlist.m3u8').length).toBeLessThan(7);
  });

  test('a bucket that refuses now and then is asked again, and nothing is listed that it refused', async () => {
    let count = 0;
    const moody: Pick<Bucket, 'put'> = {
      async put(key, from, options) {
        count += 1;
        if (count % 3 === 1) throw new Error('SlowDown');
        await bucket.put(key, from, options);
      },
    };
    await spool.close();
    spool = await open(moody);
    const { add } = await begin();
    for (let index = 0; index < 4; index += 1) await add(index);
    await expect.poll(found, { timeout: 15_000 }).toEqual(upTo(3));
  });

  test('what a dead process has left is brought by the next one, and its playlist closed', async () => {
    const { session, add } = await begin();
    await add(0);
    await expect.poll(found).toEqual([0]);
    await s3.pause();
    await add(1);
    await add(2);
    await writeFile(join(session.path, 'segment_00003.ts'), 'half of it, and not listed');
    // As if it had been killed a minute ago.
    const dead = join(spoolPath, 'dead');
    await cp(join(session.path, '..', '..'), dead, { recursive: true });
    const then = new Date(Date.now() - 60_000);
    await utimes(join(dead, 'alive'), then, then);
    await spool.close();
    for (const name of await readdir(spoolPath)) {
      if (name !== 'dead') await rm(join(spoolPath, name), { recursive: true });
    }
    await s3.resume();
    spool = await open();
    await expect.poll(found, { timeout: 10_000 }).toEqual([0, 1, 2]);
    await expect.poll(async () => (await playlist())?.ended).toBe(true);
    await expect.poll(() => readdir(spoolPath)).toHaveLength(1);
  });

  test('what a process leaves behind when it stops in time is brought at once', async () => {
    const { writer, add } = await begin();
    await s3.pause();
    await add(0);
    await writer.end();
    await spool.close();
    await s3.resume();
    spool = await open();
    await expect.poll(found, { timeout: 10_000 }).toEqual([0]);
    await expect.poll(async () => (await playlist())?.ended).toBe(true);
  });

  test('the folder of a process that lives is left alone', async () => {
    const { add } = await begin();
    await s3.pause();
    await add(0);
    const other = await open();
    expect(await waiting()).toHaveLength(1);
    await s3.resume();
    await expect.poll(found, { timeout: 10_000 }).toEqual([0]);
    await other.close();
    await add(1);
    await expect.poll(found).toEqual([0, 1]);
  });

  test('a recording that listed nothing leaves nothing', async () => {
    const { session, writer } = await begin();
    await writer.end();
    await session.end();
    expect(existsSync(session.path)).toBe(false);
    expect(await playlist()).toBeNull();
    const left = join(spoolPath, 'dead', USER, '5');
    await mkdir(left, { recursive: true });
    await writeFile(join(left, 'playlist.m3u8'), renderPlaylist(EMPTY));
    await utimes(join(spoolPath, 'dead'), 0, 0);
    const next = await open();
    expect(existsSync(join(spoolPath, 'dead'))).toBe(false);
    await next.close();
  });

  test('what is forgotten does not come back', async () => {
    const { add } = await begin();
    await s3.pause();
    await add(0);
    await spool.forget(join(SEGMENTS, '17'));
    expect(await waiting()).toHaveLength(1);
    await spool.forget(join(SEGMENTS, USER));
    expect(await waiting()).toEqual([]);
    await s3.resume();
    expect(await found()).toEqual([]);
  });

  test('voices go the same way', async () => {
    const dead = join(spoolPath, 'dead');
    const segments = segmentsFrom(START, 0, 1);
    await writeSession(join(dead, USER), 'voice', START, { segments });
    await utimes(dead, 0, 0);
    const next = await open();
    const path = `segments/${USER}/voice/${START}/`;
    const keys = async () => (await listAll(bucket, path)).map(({ key }) => key);
    await expect
      .poll(keys)
      .toEqual(['playlist.m3u8', 'segment_00000.ts', 'segment_00001.ts'].map((n) => path + n));
    await next.close();
  });
});

const EMPTY: Playlist = { mediaSequence: 0, segments: [], ended: false };
