import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { UserError } from '../errors.ts';
import { roomName } from '../livekit/room-name.ts';
import type { PublishedShare } from '../livekit/rooms.ts';
import { createLog } from '../log.ts';
import {
  type Recorder,
  RecorderBusy,
  type Recording,
  RecordingRefused,
} from '../recorder/recorder.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import { createReconciler, type Reconciler } from './reconcile.ts';
import { createShares, type Shares } from './shares.ts';

// LiveKit and the recorder are played here: their faults come at moments that real ones can't be held to.

const ROOM = roomName('10', '20');
const log = createLog('silent');
let folder: string;
let store: Store;
let shares: Shares;
let reconciler: Reconciler;
let published: PublishedShare[];
let running: Recording[];
let told: string[];
let startFails: (() => Error) | null;
let away: boolean;
let lastPictureMs: number | null;
let nowMs: number;
let count: number;

function screen(videoTrackId: string, userId = '1'): PublishedShare {
  return {
    ...{ userId, videoTrackId, audioTrackId: null, mimeType: 'video/H264' },
    ...{ width: 1280, height: 720, fps: 30, bitsPerS: null, encrypted: false, muted: false },
  };
}

const recorder: Recorder = {
  async start({ roomName, userId, videoTrackId, folder }) {
    if (startFails) throw startFails();
    const recording: Recording = {
      ...{ roomName, userId, videoTrackId, folder, state: 'active', startedAtMs: nowMs },
      egressId: `EG_${++count}`,
      newestSegmentAtMs: nowMs,
    };
    running.push(recording);
    return recording;
  },
  async stop(egressId) {
    const recording = running.find((r) => r.egressId === egressId);
    if (recording && recording.state !== 'failed') recording.state = 'complete';
  },
  list: async () => running,
  onChange: () => {},
  close: async () => {},
};

const alive = () => running.filter(({ state }) => state === 'active').map((r) => r.videoTrackId);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-'));
  store = await openStore({ dataDir: folder }, log);
  [published, running, told, startFails, nowMs, count] = [[], [], [], null, 1_000_000, 0];
  [away, lastPictureMs] = [false, null];
  shares = createShares(store, () => nowMs);
  reconciler = createReconciler({
    ...{ recorder, shares, log, segmentsPath: folder, now: () => nowMs },
    sessions: {
      newestMs: async () => lastPictureMs,
      doubt: (_folder, sinceMs) => void told.push(`doubt since ${sinceMs}`),
    },
    rooms: {
      list: async () => [ROOM],
      async shares() {
        if (away) throw new Error('connect ECONNREFUSED');
        return published;
      },
    },
    notices: {
      started: ({ videoTrackId }) => told.push(`started ${videoTrackId}`),
      stopped: ({ videoTrackId }) => told.push(`stopped ${videoTrackId}`),
      failed: ({ videoTrackId, error }) => told.push(`failed ${videoTrackId}: ${error}`),
      resumed: (_, { fromMs, toMs, words }) => told.push(`hole ${fromMs}-${toMs}: ${words}`),
      waiting: ({ userId }, place, isNew) =>
        told.push(`${userId} waits at ${place}${isNew ? ', new' : ''}`),
    },
  });
});

afterEach(async () => {
  await reconciler.close();
  await store.close();
  await rm(folder, { recursive: true });
});

test('a share is recorded once, however often one points at its room', async () => {
  published = [screen('TR_a')];
  await Promise.all([reconciler.look(ROOM), reconciler.look(ROOM), reconciler.lookAll()]);
  await reconciler.look(ROOM);
  expect(alive()).toEqual(['TR_a']);
  expect(running).toHaveLength(1);
  expect(told).toEqual(['started TR_a']);
  expect(await shares.latestOf('1', ROOM)).toMatchObject({ status: 'active', egressId: 'EG_1' });
});

test('it ends when the share is over, and its owner is told once', async () => {
  published = [screen('TR_a')];
  await reconciler.look(ROOM);
  published = [];
  await reconciler.look(ROOM);
  await reconciler.look(ROOM);
  expect(alive()).toEqual([]);
  expect(told).toEqual(['started TR_a', 'stopped TR_a']);
  expect(await shares.latestOf('1', ROOM)).toMatchObject({ status: 'stopped', endedAt: nowMs });
});

test('what a person stopped stays stopped until asked for again, also under a new track', async () => {
  published = [screen('TR_a'), screen('TR_other', '2')];
  await reconciler.look(ROOM);
  await shares.stop(ROOM, '1');
  await reconciler.look(ROOM);
  expect(alive()).toEqual(['TR_other']);
  published = [screen('TR_b'), screen('TR_other', '2')];
  await reconciler.look(ROOM);
  expect(alive()).toEqual(['TR_other']);
  await shares.ask(ROOM, '1');
  await reconciler.look(ROOM);
  expect(alive()).toEqual(['TR_other', 'TR_b']);
});

test('a republished share is another recording', async () => {
  published = [screen('TR_a')];
  await reconciler.look(ROOM);
  published = [screen('TR_b')];
  await reconciler.look(ROOM);
  expect(alive()).toEqual(['TR_b']);
  expect(new Set(running.map((r) => r.egressId)).size).toBe(2);
});

test('a recording whose process is gone is begun anew', async () => {
  published = [screen('TR_a')];
  await reconciler.look(ROOM);
  running = [];
  await reconciler.look(ROOM);
  expect(alive()).toEqual(['TR_a']);
  expect(told).toEqual(['started TR_a', 'started TR_a']);
});

test('a recording that has ended is not asked to end', async () => {
  const stop = vi.spyOn(recorder, 'stop');
  published = [screen('TR_a')];
  await reconciler.look(ROOM);
  Object.assign(running[0] ?? {}, { state: 'failed' });
  await reconciler.look(ROOM);
  expect(alive()).toEqual(['TR_a']);
  expect(stop).not.toHaveBeenCalled();
  stop.mockRestore();
});

test('a recording without a record belongs to nobody and is ended', async () => {
  await recorder.start({
    ...{ roomName: ROOM, userId: '9', videoTrackId: 'TR_x', audioTrackId: null, folder },
    picture: screen('TR_x'),
  });
  await reconciler.look(ROOM);
  expect(alive()).toEqual([]);
});

test('a track that fails is tried three times, then its owner is told once', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  startFails = () => new UserError('No worker is free.');
  published = [screen('TR_a')];
  for (let i = 0; i < 6; i++) {
    await reconciler.look(ROOM);
    nowMs += 5000;
  }
  vi.useRealTimers();
  expect(told).toEqual(['failed TR_a: No worker is free.']);
  startFails = null;
  await reconciler.look(ROOM);
  expect(alive()).toEqual([]);
  await shares.ask(ROOM, '1');
  await reconciler.look(ROOM);
  expect(alive()).toEqual(['TR_a']);
});

test('what people should not read is not what they are told', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  startFails = () => new Error('connect ECONNREFUSED 127.0.0.1:7880');
  published = [screen('TR_a')];
  for (let i = 0; i < 3; i++) {
    await reconciler.look(ROOM);
    nowMs += 5000;
  }
  vi.useRealTimers();
  expect(told).toEqual(['failed TR_a: The recording could not be started.']);
});

test("one person's slow start does not keep another from being recorded", async () => {
  published = [screen('TR_a'), screen('TR_b', '2')];
  const { start } = recorder;
  const other = Promise.withResolvers<void>();
  recorder.start = async (request) => {
    if (request.userId === '1') await other.promise;
    else other.resolve();
    return start(request);
  };
  await reconciler.look(ROOM);
  recorder.start = start;
  expect(alive().sort()).toEqual(['TR_a', 'TR_b']);
});

test('a recording that ends by itself at once, again and again, has failed', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  published = [screen('TR_a')];
  for (let i = 0; i < 5; i++) {
    await reconciler.look(ROOM);
    for (const recording of running) recording.state = 'complete';
    nowMs += 5000;
  }
  vi.useRealTimers();
  expect(running).toHaveLength(3);
  expect(told.filter((words) => words.startsWith('failed'))).toHaveLength(1);
});

test('a recording that ends by itself after a while is begun anew', async () => {
  published = [screen('TR_a')];
  await reconciler.look(ROOM);
  nowMs += 100_000;
  for (const recording of running) recording.state = 'complete';
  await reconciler.look(ROOM);
  expect(alive()).toEqual(['TR_a']);
  expect(told).toEqual(['started TR_a', 'started TR_a']);
});

test('what is refused is not tried again', async () => {
  startFails = () => new RecordingRefused('Your browser sends VP8.');
  published = [screen('TR_a')];
  await reconciler.look(ROOM);
  await reconciler.look(ROOM);
  expect(told).toEqual(['failed TR_a: Your browser sends VP8.']);
});

test('a recording without new segments has died, unless the share is paused', async () => {
  published = [screen('TR_a')];
  await reconciler.look(ROOM);
  nowMs += 25_000;
  published = [{ ...screen('TR_a'), muted: true }];
  await reconciler.look(ROOM);
  expect(alive()).toEqual(['TR_a']);
  expect(running).toHaveLength(1);
  // The pause is over: from now on segments are due again.
  published = [screen('TR_a')];
  await reconciler.look(ROOM);
  expect(running).toHaveLength(1);
  nowMs += 25_000;
  await reconciler.look(ROOM);
  expect(running).toHaveLength(2);
  expect(alive()).toEqual(['TR_a']);
});

test('a hole in a recording is told once, when there are pictures again', async () => {
  published = [screen('TR_a')];
  await reconciler.look(ROOM);
  const lastPicture = nowMs;
  lastPictureMs = nowMs;
  nowMs += 100_000;
  for (const recording of running) Object.assign(recording, { state: 'failed', error: 'Full.' });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  // The first try to go on fails, too.
  startFails = () => new UserError('Not now.');
  await reconciler.look(ROOM);
  startFails = null;
  nowMs += 5000;
  await reconciler.look(ROOM);
  vi.useRealTimers();
  const resumedAt = nowMs;
  for (let i = 0; i < 3; i++) await reconciler.look(ROOM);
  expect(told.filter((words) => words.startsWith('hole'))).toEqual([
    `hole ${lastPicture}-${resumedAt}: Not now.`,
  ]);
  expect(told.filter((words) => words.startsWith('failed'))).toEqual([]);
});

test('sound that comes later is taken up by a new recording, where the recorder does not do so itself', async () => {
  published = [screen('TR_a')];
  await reconciler.look(ROOM);
  published = [{ ...screen('TR_a'), audioTrackId: 'TR_sound' }];
  await reconciler.look(ROOM);
  expect(running).toHaveLength(1);
  for (const recording of running) recording.audioTrackId = null;
  await reconciler.look(ROOM);
  expect(running.map(({ state }) => state)).toEqual(['complete', 'active']);
});

test('what LiveKit lost while it was away is in doubt from the last answer on, and told when it goes on', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  published = [screen('TR_a')];
  await reconciler.look(ROOM);
  const answered = nowMs;
  nowMs += 8000;
  away = true;
  await reconciler.look(ROOM);
  nowMs += 8000;
  [away, published] = [false, []];
  await reconciler.look(ROOM);
  expect(told).toEqual(['started TR_a', `doubt since ${answered}`, 'stopped TR_a']);
  expect(alive()).toEqual([]);
  published = [screen('TR_b')];
  for (let i = 0; i < 3; i++) await reconciler.look(ROOM);
  vi.useRealTimers();
  expect(told.slice(3)).toEqual([
    'started TR_b',
    `hole ${answered}-${nowMs}: The LiveKit server was away.`,
  ]);
});

test('when every recorder is busy, shares wait their turn and see their place', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  startFails = () => new RecorderBusy('No recorder is free.');
  published = [screen('TR_a')];
  await reconciler.look(ROOM);
  published.push(screen('TR_b', '2'), screen('TR_c', '3'));
  await reconciler.look(ROOM);
  expect(told.filter((words) => words.endsWith('new'))).toEqual([
    '1 waits at 1, new',
    '2 waits at 2, new',
    '3 waits at 3, new',
  ]);
  // However often it is refused: waiting is no failure.
  for (let i = 0; i < 5; i++) await reconciler.look(ROOM);
  expect(told.some((words) => words.startsWith('failed'))).toBe(false);
  published = published.filter(({ userId }) => userId !== '2');
  await reconciler.look(ROOM);
  expect(reconciler.placeOf('3', ROOM)).toBe(2);
  startFails = null;
  await reconciler.look(ROOM);
  await reconciler.look(ROOM);
  vi.useRealTimers();
  expect(running.map(({ videoTrackId }) => videoTrackId)).toEqual(['TR_a', 'TR_c']);
  expect(reconciler.placeOf('1', ROOM)).toBeNull();
});

test('a start that takes long keeps nobody waiting, and is not taken for an orphan', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  published = [screen('TR_a')];
  const { start } = recorder;
  const free = Promise.withResolvers<void>();
  recorder.start = async (request) => {
    const recording = await start(request);
    await free.promise;
    return recording;
  };
  const look = reconciler.look(ROOM);
  await vi.advanceTimersByTimeAsync(5000);
  await look;
  await reconciler.look(ROOM);
  expect(alive()).toEqual(['TR_a']);
  nowMs += 23_000;
  free.resolve();
  await vi.advanceTimersByTimeAsync(10);
  await reconciler.look(ROOM);
  recorder.start = start;
  vi.useRealTimers();
  expect(told).toEqual(['started TR_a']);
  expect(running).toHaveLength(1);
});

/** A recorder that takes long; `answer` lets its starts come to their end. */
function slowStarts(outcome: (start: () => Promise<Recording>) => Promise<Recording>) {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { start } = recorder;
  const { promise, resolve } = Promise.withResolvers<void>();
  recorder.start = async (request) => {
    await promise;
    return outcome(() => start(request));
  };
  onTestFinished(() => {
    recorder.start = start;
    vi.useRealTimers();
  });
  return { answer: resolve };
}

/** A look that does not wait for the start that it begins. */
async function lookBriefly(): Promise<void> {
  const look = reconciler.look(ROOM);
  await vi.advanceTimersByTimeAsync(5000);
  await look;
}

test('a start that succeeds in the middle of a look is neither ended nor repeated', async () => {
  published = [screen('TR_a')];
  const slow = slowStarts((start) => start());
  await lookBriefly();
  // The records are asked before it is there, the recorder answers when it is.
  vi.spyOn(recorder, 'list').mockImplementationOnce(async () => {
    slow.answer();
    await vi.waitUntil(() => told.length > 0);
    return running;
  });
  await reconciler.look(ROOM);
  await reconciler.look(ROOM);
  expect(running.map(({ state }) => state)).toEqual(['active']);
  expect(told).toEqual(['started TR_a']);
});

test('who has stopped sharing before a recorder said that it is busy is not told to wait', async () => {
  published = [screen('TR_a')];
  const slow = slowStarts(async () => {
    throw new RecorderBusy('No recorder is free.');
  });
  await lookBriefly();
  published = [];
  slow.answer();
  await vi.advanceTimersByTimeAsync(100);
  await reconciler.look(ROOM);
  expect(told).toEqual([]);
  expect(reconciler.placeOf('1', ROOM)).toBeNull();
});

test('a start under way can be stopped before there is a recording', async () => {
  published = [screen('TR_a')];
  const slow = slowStarts((start) => start());
  await lookBriefly();
  expect(reconciler.startingOf('1')).toEqual([{ roomName: ROOM, channelId: '20' }]);
  await shares.stop(ROOM, '1');
  slow.answer();
  await vi.waitUntil(() => told.length > 1);
  await reconciler.look(ROOM);
  expect(alive()).toEqual([]);
  expect(told).toEqual(['started TR_a', 'stopped TR_a']);
  expect(reconciler.startingOf('1')).toEqual([]);
});

test('who waited and left unnoticed is taken out of the queue by the look at all rooms', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const closed = roomName('10', '30');
  startFails = () => new RecorderBusy('No recorder is free.');
  published = [screen('TR_a')];
  await reconciler.look(closed);
  expect(reconciler.placeOf('1', closed)).toBe(1);
  published = [];
  await reconciler.lookAll();
  vi.useRealTimers();
  expect(reconciler.placeOf('1', closed)).toBeNull();
});

test('what had ended by itself when LiveKit came back is in doubt, too', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  published = [screen('TR_a')];
  await reconciler.look(ROOM);
  const answered = nowMs;
  nowMs += 8000;
  away = true;
  await reconciler.look(ROOM);
  for (const recording of running) recording.state = 'complete';
  [away, published] = [false, []];
  await reconciler.look(ROOM);
  vi.useRealTimers();
  expect(told).toContain(`doubt since ${answered}`);
});

test('while LiveKit does not answer, nothing is ended', async () => {
  published = [screen('TR_a')];
  await reconciler.look(ROOM);
  const silent = createReconciler({
    ...{ recorder, shares, log, segmentsPath: folder, now: () => nowMs },
    rooms: {
      list: async () => [],
      shares: () => Promise.reject(new Error('connect ECONNREFUSED')),
    },
    sessions: { newestMs: async () => null, doubt: () => {} },
    notices: {
      ...{ started: () => {}, failed: () => {}, resumed: () => {}, waiting: () => {} },
      stopped: () => told.push('stopped'),
    },
  });
  await silent.look(ROOM);
  await silent.close();
  expect(alive()).toEqual(['TR_a']);
  expect(told).toEqual(['started TR_a']);
});
