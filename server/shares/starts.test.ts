import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { roomName } from '../livekit/room-name.ts';
import { RecorderBusy, type Recording } from '../recorder/recorder.ts';
import { openStage, ROOM, type Stage, screen } from './test-stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

test("one person's slow start does not keep another from being recorded", async () => {
  stage.published = [screen('TR_a'), screen('TR_b', '2')];
  const { start } = stage.recorder;
  const other = Promise.withResolvers<void>();
  stage.recorder.start = async (request) => {
    if (request.userId === '1') await other.promise;
    else other.resolve();
    return start(request);
  };
  await stage.reconciler.look(ROOM);
  stage.recorder.start = start;
  expect(stage.alive().sort()).toEqual(['TR_a', 'TR_b']);
});

test('when every recorder is busy, shares wait their turn and see their place', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  stage.startFails = () => new RecorderBusy('No recorder is free.');
  stage.published = [screen('TR_a')];
  await stage.reconciler.look(ROOM);
  stage.published.push(screen('TR_b', '2'), screen('TR_c', '3'));
  await stage.reconciler.look(ROOM);
  expect(stage.told.filter((words) => words.endsWith('new'))).toEqual([
    '1 waits at 1, new',
    '2 waits at 2, new',
    '3 waits at 3, new',
  ]);
  // However often it is refused: waiting is no failure.
  for (let i = 0; i < 5; i++) await stage.reconciler.look(ROOM);
  expect(stage.told.some((words) => words.startsWith('failed'))).toBe(false);
  stage.published = stage.published.filter(({ userId }) => userId !== '2');
  await stage.reconciler.look(ROOM);
  stage.nowMs += 11_000;
  await stage.reconciler.look(ROOM);
  expect(stage.reconciler.placeOf('3', ROOM)).toBe(2);
  stage.startFails = null;
  await stage.reconciler.look(ROOM);
  await stage.reconciler.look(ROOM);
  vi.useRealTimers();
  expect(stage.running.map(({ videoTrackId }) => videoTrackId)).toEqual(['TR_a', 'TR_c']);
  expect(stage.reconciler.placeOf('1', ROOM)).toBeNull();
});

test('a start that takes long keeps nobody waiting, and is not taken for an orphan', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  stage.published = [screen('TR_a')];
  const { start } = stage.recorder;
  const free = Promise.withResolvers<void>();
  stage.recorder.start = async (request) => {
    const recording = await start(request);
    await free.promise;
    return recording;
  };
  const look = stage.reconciler.look(ROOM);
  await vi.advanceTimersByTimeAsync(5000);
  await look;
  await stage.reconciler.look(ROOM);
  expect(stage.alive()).toEqual(['TR_a']);
  stage.nowMs += 23_000;
  free.resolve();
  await vi.advanceTimersByTimeAsync(10);
  await stage.reconciler.look(ROOM);
  stage.recorder.start = start;
  vi.useRealTimers();
  expect(stage.told).toEqual(['started TR_a']);
  expect(stage.running).toHaveLength(1);
});

/** A recorder that takes long; `answer` lets its starts come to their end. */
function slowStarts(outcome: (start: () => Promise<Recording>) => Promise<Recording>) {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { start } = stage.recorder;
  const { promise, resolve } = Promise.withResolvers<void>();
  stage.recorder.start = async (request) => {
    await promise;
    return outcome(() => start(request));
  };
  onTestFinished(() => {
    stage.recorder.start = start;
    vi.useRealTimers();
  });
  return { answer: resolve };
}

/** A look that does not wait for the start that it begins. */
async function lookBriefly(): Promise<void> {
  const look = stage.reconciler.look(ROOM);
  await vi.advanceTimersByTimeAsync(5000);
  await look;
}

test('a start that succeeds in the middle of a look is neither ended nor repeated', async () => {
  stage.published = [screen('TR_a')];
  const slow = slowStarts((start) => start());
  await lookBriefly();
  // The records are asked before it is there, the recorder answers when it is.
  vi.spyOn(stage.recorder, 'list').mockImplementationOnce(async () => {
    slow.answer();
    await vi.waitUntil(() => stage.told.length > 0);
    return stage.running;
  });
  await stage.reconciler.look(ROOM);
  await stage.reconciler.look(ROOM);
  expect(stage.running.map(({ state }) => state)).toEqual(['active']);
  expect(stage.told).toEqual(['started TR_a']);
});

test('who has stopped sharing before a recorder said that it is busy is not told to wait', async () => {
  stage.published = [screen('TR_a')];
  const slow = slowStarts(async () => {
    throw new RecorderBusy('No recorder is free.');
  });
  await lookBriefly();
  stage.published = [];
  slow.answer();
  await vi.advanceTimersByTimeAsync(100);
  await stage.reconciler.look(ROOM);
  expect(stage.told).toEqual([]);
  expect(stage.reconciler.placeOf('1', ROOM)).toBeNull();
});

test('a start under way can be stopped before there is a recording', async () => {
  stage.published = [screen('TR_a')];
  const slow = slowStarts((start) => start());
  await lookBriefly();
  expect(stage.reconciler.startingOf('1')).toEqual([{ roomName: ROOM, channelId: '20' }]);
  await stage.shares.stop(ROOM, '1');
  slow.answer();
  await vi.waitUntil(() => stage.told.length > 1);
  await stage.reconciler.look(ROOM);
  expect(stage.alive()).toEqual([]);
  expect(stage.told).toEqual(['started TR_a', 'stopped TR_a']);
  expect(stage.reconciler.startingOf('1')).toEqual([]);
});

test('who publishes anew while they wait keeps their place; nobody behind them waits for that', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  stage.startFails = () => new RecorderBusy('No recorder is free.');
  stage.published = [screen('TR_a'), screen('TR_b', '2')];
  await stage.reconciler.look(ROOM);
  stage.published = [screen('TR_b', '2')];
  await stage.reconciler.look(ROOM);
  stage.nowMs += 5000;
  stage.published = [screen('TR_a2'), screen('TR_b', '2')];
  await stage.reconciler.look(ROOM);
  expect(stage.reconciler.placeOf('1', ROOM)).toBe(1);
  stage.published = [screen('TR_b', '2')];
  stage.startFails = null;
  await stage.reconciler.look(ROOM);
  await stage.reconciler.look(ROOM);
  vi.useRealTimers();
  expect(stage.alive()).toEqual(['TR_b']);
});

test('who waited because a recording had died is told of that once', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  stage.published = [screen('TR_a')];
  await stage.reconciler.look(ROOM);
  stage.startFails = () => new RecorderBusy('No recorder is free.');
  stage.nowMs += 25_000;
  for (let i = 0; i < 3; i++) await stage.reconciler.look(ROOM);
  stage.startFails = null;
  for (let i = 0; i < 3; i++) await stage.reconciler.look(ROOM);
  vi.useRealTimers();
  expect(stage.alive()).toEqual(['TR_a']);
  expect(stage.told.filter((words) => /new$|^hole|^failed/.test(words))).toEqual([
    '1 waits at 1, new',
  ]);
});

test('who waited and left unnoticed is taken out of the queue by the look at all rooms', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const closed = roomName('10', '30');
  stage.startFails = () => new RecorderBusy('No recorder is free.');
  stage.published = [screen('TR_a')];
  await stage.reconciler.look(closed);
  expect(stage.reconciler.placeOf('1', closed)).toBe(1);
  stage.published = [];
  await stage.reconciler.lookAll();
  stage.nowMs += 11_000;
  await stage.reconciler.lookAll();
  vi.useRealTimers();
  expect(stage.reconciler.placeOf('1', closed)).toBeNull();
});

test('a share whose recording broke off has its recorder again at once, though others wait for one', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  stage.published = [screen('TR_a')];
  await stage.reconciler.look(ROOM);
  const { start } = stage.recorder;
  stage.recorder.start = async (request) => {
    if (request.userId !== '1') throw new RecorderBusy('No recorder is free.');
    return start(request);
  };
  stage.published.unshift(screen('TR_b', '2'));
  await stage.reconciler.look(ROOM);
  expect(stage.reconciler.placeOf('2', ROOM)).toBe(1);
  stage.nowMs += 61_000;
  stage.running[0]!.state = 'complete';
  await stage.reconciler.look(ROOM);
  // Another track of theirs: the page was loaded anew.
  stage.published = [screen('TR_b', '2')];
  await stage.reconciler.look(ROOM);
  stage.published.push(screen('TR_c'));
  await stage.reconciler.look(ROOM);
  stage.recorder.start = start;
  vi.useRealTimers();
  expect(stage.running.map(({ videoTrackId }) => videoTrackId)).toEqual(['TR_a', 'TR_a', 'TR_c']);
  expect(stage.told.filter((words) => words.endsWith('new'))).toEqual(['2 waits at 1, new']);
});
