import { expect, test } from 'vitest';
import { boundedRecorder } from './bounded-recorder.ts';
import { createCapacity } from './capacity.ts';
import type { LoopLoad } from './loop-load.ts';
import { type Recorder, RecorderBusy, type Recording, type RecordingRequest } from './recorder.ts';

const GIB = 2 ** 30;
const IDLE = { busy: 0.1, lateMs: 1 };

/** A recorder that only notes what it was asked for, in a process whose load is played. */
function stage(most?: number) {
  const played = { loop: null as (LoopLoad & { fromMs: number }) | null, freeBytes: GIB, nowMs: 0 };
  const list: Recording[] = [];
  const recorder = {
    async start({ roomName, userId, videoTrackId, folder }: RecordingRequest) {
      const egressId = `EM_${list.length}`;
      const times = { startedAtMs: Date.now(), newestSegmentAtMs: Date.now() };
      const who = { egressId, roomName, userId, videoTrackId, folder };
      const recording: Recording = { ...who, ...times, state: 'active' };
      list.push(recording);
      return recording;
    },
    list: async () => [...list],
  } as unknown as Recorder;
  const capacity = createCapacity({
    most,
    loop: { newest: () => played.loop, close: () => {} },
    freeBytes: () => played.freeBytes,
    now: () => played.nowMs,
  });
  const bounded = boundedRecorder(recorder, capacity);
  let count = 0;
  const share = (userId = String(++count)) =>
    bounded.start({ roomName: 'replay_1_2', userId, videoTrackId: `TR_${userId}` } as never);
  return {
    ...{ played, list, bounded, share },
    async shares(howMany: number): Promise<void> {
      for (let i = 0; i < howMany; i += 1) await share();
    },
    /** A stretch is over and has seen all that has begun. */
    measured(load: LoopLoad): void {
      played.nowMs += 20_000;
      played.loop = { ...load, fromMs: played.nowMs - 10_000 };
    },
  };
}

test('no more than configured are recorded at once, also where many come at the same moment', async () => {
  const { share, list, bounded } = stage(3);
  const all = await Promise.allSettled([1, 2, 3, 4, 5].map(() => share()));
  expect(all.map(({ status }) => status === 'fulfilled')).toEqual([true, true, true, false, false]);
  expect(all[4]).toMatchObject({ reason: expect.any(RecorderBusy) });
  expect(await bounded.fullness()).toBe(1);
  // Whoever ends makes room for one.
  list[0]!.state = 'complete';
  list[0]!.newestSegmentAtMs = 0;
  await share();
  await expect(share()).rejects.toThrow(RecorderBusy);
});

test.each([
  ['its thread', { loop: { busy: 0.7, lateMs: 1, fromMs: 0 } }],
  ['the delay of its event loop', { loop: { busy: 0.3, lateMs: 250, fromMs: 0 } }],
  ['memory', { freeBytes: 100 * 2 ** 20 }],
])('a process is full by %s, and takes more once it is not', async (_, full) => {
  const { share, shares, played, measured } = stage();
  await shares(5);
  measured(IDLE);
  const before = { ...played };
  Object.assign(played, full);
  await expect(share()).rejects.toThrow('as many shares as it can');
  Object.assign(played, before);
  await share();
});

test('many that come at once are counted before they are measured', async () => {
  const { share, shares, measured, list } = stage();
  await shares(4);
  measured({ busy: 0.5, lateMs: 1 });
  const all = await Promise.allSettled(Array.from({ length: 20 }, () => share()));
  const taken = all.filter(({ status }) => status === 'fulfilled').length;
  expect(taken).toBeGreaterThan(0);
  expect(0.5 + taken * 0.04).toBeLessThan(0.75);
  // Measured, they may take less than was expected.
  measured({ busy: 0.5, lateMs: 1 });
  await share();
  expect(list.length).toBe(4 + taken + 1);
});

test('the first few are taken however busy the process is: they are not what fills it', async () => {
  const { shares, share, measured } = stage();
  measured({ busy: 1, lateMs: 3000 });
  await shares(4);
  await expect(share()).rejects.toThrow(RecorderBusy);
});

test('a share that was recorded until just now goes on in a full process, but takes nobody’s place', async () => {
  const { share, shares, measured, list } = stage(6);
  await shares(5);
  measured({ busy: 1, lateMs: 3000 });
  list[0]!.state = 'complete';
  await expect(share()).rejects.toThrow(RecorderBusy);
  await share('1');
  // One that runs does not go on, and one that ended long ago neither.
  await expect(share('2')).rejects.toThrow(RecorderBusy);
  list[1]!.state = 'complete';
  list[1]!.newestSegmentAtMs = Date.now() - 61_000;
  await expect(share('2')).rejects.toThrow(RecorderBusy);
  for (const one of list) one.state = 'active';
  expect(list).toHaveLength(6);
  list.push({ ...list[2]!, state: 'complete' }, { ...list[2]!, userId: 'another' });
  list.splice(2, 1);
  await expect(share('3')).rejects.toThrow(RecorderBusy);
});

test('nobody gets the place of a share that was recorded until just now', async () => {
  const { share, shares, list, bounded } = stage(2);
  await shares(2);
  list[0]!.state = 'complete';
  await expect(share('new')).rejects.toThrow(RecorderBusy);
  expect(await bounded.fullness()).toBe(1);
  await share('1');
  list[2]!.state = 'complete';
  for (const one of list) one.newestSegmentAtMs = Date.now() - 11_000;
  await share('new');
});
