import { open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { mountSmallDisk, type SmallDisk, skipWithoutMount } from '../../e2e/support/mount.ts';
import { roomName } from '../livekit/room-name.ts';
import { createSegmentLibrary } from '../segments/library.ts';
import { openTestDisk, SEGMENT_MS } from './test-disk.ts';

const MIB = 2 ** 20;
const PICTURES = 32 << 10;
const [ADA, BO, CY] = ['1', '2', '3'];
const skip = await skipWithoutMount();

describe.skipIf(skip)('recordings on a disk of 64 MiB', () => {
  let small: SmallDisk;
  let stage: Awaited<ReturnType<typeof openTestDisk>>;
  beforeEach(async () => {
    small = await mountSmallDisk(64 * MIB);
  });
  afterEach(async () => {
    await stage?.close();
    await small.close();
  });

  type Recorded = Awaited<ReturnType<(typeof stage)['record']>>;

  /** They all share on for so long, and the guard looks as often as it does. Rejects when a write fails. */
  async function goOn(minutes: number, recorded: Recorded[], bytes = PICTURES): Promise<void> {
    for (let i = 0; i < (minutes * 60_000) / SEGMENT_MS; i += 1) {
      stage.clock.nowMs += SEGMENT_MS;
      await Promise.all(recorded.map(({ write }) => write(bytes)));
      if (i % 2 === 1) await stage.disk.look();
    }
  }

  /** How far back one can clip, minutes. */
  async function minutesOf(userId: string): Promise<number> {
    const { windowMs } = stage.config;
    const now = () => stage.clock.nowMs;
    const library = createSegmentLibrary({ segmentsPath: small.path, windowMs, now });
    return ((await library.coverage(userId))?.bufferedMs ?? 0) / 60_000;
  }

  /** Something else on the same disk takes so much; the guard looks on while it grows, unless it comes at once. */
  async function otherData(bytes: number, { atOnce = false } = {}): Promise<void> {
    const file = await open(join(small.path, 'other-data'), 'w');
    try {
      for (let left = bytes; left > 0; left -= MIB) {
        await file.write(Buffer.alloc(Math.min(left, MIB)));
        if (!atOnce) await stage.disk.look();
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    } finally {
      await file.close();
    }
  }

  const mayShare = (userId: string, guildId = '10') =>
    stage.disk.needRoom({ userId, roomName: roomName(guildId, '99') });

  test('other data takes the room: windows shrink to the same length, then new shares are refused, until it goes', async () => {
    stage = await openTestDisk(small.path, {});
    const sharing = [await stage.record(ADA, '10'), await stage.record(BO, '11')];
    await goOn(20, sharing);
    expect([await minutesOf(ADA), await minutesOf(BO)]).toEqual([20, 20]);
    expect(stage.told).toEqual([]);

    await otherData(40 * MIB);
    await goOn(2, sharing);
    const shorter = await minutesOf(ADA);
    expect(shorter).toBeGreaterThan(8);
    expect(shorter).toBeLessThan(11);
    expect(await minutesOf(BO)).toBeCloseTo(shorter, 0);
    expect(stage.told).toEqual([
      expect.stringMatching(/^1: .*about the last \d+m(30s)? instead of 20m\. The disk.* full\./),
      expect.stringMatching(/^2: /),
    ]);
    await mayShare(CY);

    await otherData(57 * MIB);
    await goOn(3, sharing);
    expect(await minutesOf(ADA)).toBeGreaterThan(1.9);
    expect(await minutesOf(ADA)).toBeLessThan(2.3);
    await expect(mayShare(CY)).rejects.toMatchObject({
      ...{ name: 'RecordingRefused', status: 507 },
      message: expect.stringContaining('almost full'),
    });
    expect(await stage.disk.figures()).toMatchObject({
      refused: 1,
      tight: [{ scope: 'all', why: 'disk' }],
    });
    // Theirs is no new share, whatever broke it off.
    await stage.disk.needRoom({ userId: ADA, roomName: roomName('10', '20') });

    await rm(join(small.path, 'other-data'));
    await goOn(2, sharing);
    await mayShare(CY);
    expect(await stage.disk.shortOf(ADA)).toMatchObject({ why: 'disk' });
    await goOn(18, sharing);
    expect(await stage.disk.shortOf(ADA)).toBeNull();
    expect(await minutesOf(ADA)).toBe(20);
    expect(stage.told.slice(2)).toEqual([
      expect.stringMatching(/^1: .*whole again: the last 20m/),
      expect.stringMatching(/^2: .*whole again/),
    ]);
  }, 60_000);

  test('what all recordings may take is kept to, and whose share is young loses nothing', async () => {
    stage = await openTestDisk(small.path, { REPLAY_MAX_BYTES: '20MiB' });
    const ada = await stage.record(ADA, '10');
    await goOn(10, [ada]);
    const bo = await stage.record(BO, '11');
    await goOn(5, [ada, bo]);
    // Twenty minutes of one person, of whom there were one and two.
    expect((await stage.disk.figures())?.usedBytes).toBeLessThanOrEqual(20 * MIB);
    expect(await minutesOf(BO)).toBe(5);
    expect(stage.told).toEqual([]);
    await goOn(10, [ada, bo]);
    expect((await stage.disk.figures())?.usedBytes).toBeLessThanOrEqual(20 * MIB);
    expect(await minutesOf(ADA)).toBeGreaterThan(9);
    expect(await minutesOf(BO)).toBeCloseTo(await minutesOf(ADA), 0);
    expect(stage.told).toEqual([
      expect.stringMatching(/^1: .*All recordings together/),
      expect.stringMatching(/^2: /),
    ]);
    await mayShare(CY);
  }, 60_000);

  test("a person's own limit shortens only theirs, and keeps only them from a second share", async () => {
    stage = await openTestDisk(small.path, { REPLAY_MAX_BYTES_PER_PERSON: '8MiB' });
    const sharing = [await stage.record(ADA, '10'), await stage.record(BO, '10')];
    for (let i = 0; i < 150; i += 1) {
      stage.clock.nowMs += SEGMENT_MS;
      await sharing[0]?.write(4 * PICTURES);
      await sharing[1]?.write(PICTURES);
      await stage.disk.look();
    }
    expect(await minutesOf(BO)).toBe(5);
    expect(await minutesOf(ADA)).toBeGreaterThan(1.9);
    expect(await minutesOf(ADA)).toBeLessThan(2.3);
    expect(stage.told).toEqual([
      expect.stringMatching(/^1: .*Your recordings take the space that one person may\./),
    ]);
    await mayShare(BO);
    for (let i = 0; i < 60; i += 1) {
      stage.clock.nowMs += SEGMENT_MS;
      await sharing[0]?.write(8 * PICTURES);
      await stage.disk.look();
    }
    await expect(mayShare(ADA)).rejects.toThrow('all the space that one person may');
    await mayShare(BO);
  }, 60_000);

  test("a server's limit shortens the windows of those who share there", async () => {
    stage = await openTestDisk(small.path, { REPLAY_MAX_BYTES_PER_SERVER: '3MiB' });
    const [ada, bo] = [await stage.record(ADA, '10'), await stage.record(BO, '10')];
    const cy = await stage.record(CY, '11');
    await goOn(3, [ada, bo, cy]);
    expect(await minutesOf(ADA)).toBeGreaterThan(1.4);
    expect(await minutesOf(ADA)).toBeLessThanOrEqual(1.6);
    expect(await minutesOf(BO)).toBeCloseTo(await minutesOf(ADA), 1);
    expect(await minutesOf(CY)).toBe(3);
    expect(stage.told.toSorted()).toEqual([
      expect.stringMatching(/^1: .*The recordings of your server/),
      expect.stringMatching(/^2: .*The recordings of your server/),
    ]);
    await expect(mayShare('4', '10')).rejects.toThrow('of this server take all the space');
    await mayShare('4', '11');
  }, 60_000);

  test('a disk that fills up between two looks fails no recording while older segments are there', async () => {
    stage = await openTestDisk(small.path, { REPLAY_MIN_FREE_BYTES: '0' });
    const sharing = await Promise.all([ADA, BO, CY].map((id) => stage.record(id, '10')));
    await goOn(3, sharing);
    await otherData(64 * MIB, { atOnce: true });
    for (let i = 0; i < 100; i += 1) {
      stage.clock.nowMs += SEGMENT_MS;
      await Promise.all(sharing.map(({ write }) => write(PICTURES)));
    }
    expect(await minutesOf(ADA)).toBeGreaterThan(1);
    expect(stage.told.filter((words) => words.startsWith('1: '))).toHaveLength(1);
  }, 60_000);

  test('without anything old a recording ends with the error, and leaves nothing half written', async () => {
    stage = await openTestDisk(small.path, {});
    const ada = await stage.record(ADA, '10');
    stage.clock.nowMs += SEGMENT_MS;
    await ada.write(PICTURES);
    await otherData(64 * MIB, { atOnce: true });
    stage.clock.nowMs += SEGMENT_MS;
    await expect(ada.write(PICTURES)).rejects.toMatchObject({ code: 'ENOSPC' });
    expect((await readdir(ada.folder)).sort()).toEqual(['playlist.m3u8', 'segment_00000.ts']);
  });

  test('where nothing is recorded yet, a full disk refuses, and takes again once there is room', async () => {
    stage = await openTestDisk(small.path, {});
    await otherData(62 * MIB);
    await stage.disk.look();
    await expect(mayShare(ADA)).rejects.toThrow('almost full');
    await otherData(10 * MIB);
    await stage.disk.look();
    await mayShare(ADA);
    expect(stage.told).toEqual([]);
  });
});
