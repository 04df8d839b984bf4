import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { roomName } from '../livekit/room-name.ts';
import type { Recorder } from '../recorder/recorder.ts';
import { guardDisk } from './guard-disk.ts';
import { guardedRecorder } from './guarded-recorder.ts';
import { openTestDisk, SEGMENT_MS, writeSegments } from './test-disk.ts';

const MINUTE_MS = 60_000;
let path = '';
let stage: Awaited<ReturnType<typeof openTestDisk>>;
beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'hindsight-guard-'));
});
afterEach(async () => {
  await stage.close();
  await rm(path, { recursive: true });
});

/** A minute is 30 kB. */
const recorded = (userId: string, minutes: number) =>
  writeSegments(path, userId, {
    startMs: stage.clock.nowMs - minutes * MINUTE_MS,
    ...{ count: (minutes * MINUTE_MS) / SEGMENT_MS, bytes: 1000 },
  });

test('people are told once, also by a process that begins anew, and in their language', async () => {
  stage = await openTestDisk(path, { REPLAY_MAX_BYTES: '300KB' }, 'de');
  await recorded('1', 20);
  await stage.disk.look();
  expect(stage.told).toEqual([
    expect.stringMatching(
      /^1: \*\*Dein Puffer\*\* ist kürzer als sonst: .*etwa die letzten 9 Min\./,
    ),
  ]);
  // Who begins anew knows it from the records.
  stage.disk.tell({
    notify: async () => void stage.told.push('twice'),
    usualOf: async () => 20 * MINUTE_MS,
  });
  await stage.disk.look();
  stage.clock.nowMs += MINUTE_MS;
  await recorded('1', 20);
  await stage.disk.look();
  expect(stage.told).toHaveLength(1);
});

test('where a server keeps less anyway, nothing is shorter', async () => {
  stage = await openTestDisk(path, { REPLAY_MAX_BYTES: '300KB' });
  stage.usual.ms = 5 * MINUTE_MS;
  await recorded('1', 20);
  await stage.disk.look();
  expect(stage.told).toEqual([]);
  expect((await stage.disk.shortOf('1'))?.keptMs).toBeGreaterThan(9 * MINUTE_MS);
});

test('a little less is not worth a word, and who shares no more is not told that it is whole', async () => {
  stage = await openTestDisk(path, { REPLAY_MAX_BYTES: '590KB' });
  await recorded('1', 20);
  await stage.disk.look();
  expect((await stage.disk.shortOf('1'))?.keptMs).toBeLessThan(20 * MINUTE_MS);
  expect(stage.told).toEqual([]);
  await recorded('1', 20);
  await recorded('2', 20);
  await stage.disk.look();
  expect(stage.told).toHaveLength(2);
  stage.clock.nowMs += 20 * MINUTE_MS;
  await stage.disk.look();
  expect(await stage.disk.shortOf('1')).toBeNull();
  expect(stage.told).toHaveLength(2);
});

test('nothing is begun where it is refused, and a person who is forgotten is', async () => {
  stage = await openTestDisk(path, { REPLAY_MAX_BYTES_PER_PERSON: '10KB' });
  const begun: string[] = [];
  const recorder = guardedRecorder(
    { start: async ({ userId }: { userId: string }) => begun.push(userId) } as unknown as Recorder,
    stage.disk,
  );
  const start = (userId: string) =>
    recorder.start({ userId, roomName: roomName('10', '20') } as Parameters<Recorder['start']>[0]);
  await recorded('1', 1);
  await stage.disk.look();
  await expect(start('1')).rejects.toThrow('Your other recordings take all the space');
  await start('2');
  expect(begun).toEqual(['2']);
  expect(stage.told).toHaveLength(1);
  await stage.disk.forgetPerson('1');
  await start('1');
  expect(await stage.disk.shortOf('1')).toBeNull();
});

test('a share that was refused is as new at its next try; one that ran until just now goes on', async () => {
  stage = await openTestDisk(path, { REPLAY_MAX_BYTES_PER_PERSON: '10KB' });
  await recorded('1', 1);
  await stage.disk.look();
  const { share } = await stage.record('1', '10');
  const ended = { ...share, status: 'failed' as const, endedAt: stage.clock.nowMs };
  await stage.shares.save({ ...ended, egressId: '' });
  const asked = { userId: '1', roomName: share.roomName };
  await expect(stage.disk.needRoom(asked)).rejects.toMatchObject({ status: 507 });
  await stage.shares.save(ended);
  await stage.disk.needRoom(asked);
  stage.clock.nowMs += 2 * MINUTE_MS;
  await expect(stage.disk.needRoom(asked)).rejects.toMatchObject({ status: 507 });
});

test('a dry run says what would go, by every limit, and deletes nothing', async () => {
  stage = await openTestDisk(path, { REPLAY_MAX_BYTES: '300KB' });
  const folder = await recorded('1', 20);
  const { config, log, clock } = stage;
  const options = { ...config, limits: config.diskLimits, log, now: () => clock.nowMs };
  const result = await guardDisk({ ...options, dryRun: true });
  expect(result).toMatchObject({ deleted: 315, freedBytes: 315_000, usedBytes: 285_000 });
  expect(result.cuts).toEqual([expect.objectContaining({ scope: 'all', why: 'all' })]);
  expect(await readdir(folder)).toHaveLength(601);
  expect(await guardDisk(options)).toMatchObject({ deleted: 315 });
  expect(await readdir(folder)).toHaveLength(601 - 315);
});

test('without limits, and with room on the disk, nothing goes', async () => {
  stage = await openTestDisk(path, {});
  await recorded('1', 20);
  expect(await stage.disk.look()).toMatchObject({ deleted: 0, tight: [], segments: 600 });
  expect(await stage.disk.shortOf('1')).toBeNull();
});

test('a disk that is full by its own account, whatever it says, makes way for what has to be written', async () => {
  stage = await openTestDisk(path, {});
  await recorded('1', 20);
  // A quota of the file system's shows nowhere but in the error.
  expect(await Promise.all([stage.disk.makeRoom(5000), stage.disk.makeRoom(5000)])).toEqual([
    true,
    true,
  ]);
  expect(await stage.disk.figures()).toMatchObject({ usedBytes: 595_000 });
  await rm(join(path, '1'), { recursive: true });
  expect(await stage.disk.makeRoom(5000)).toBe(false);
});
