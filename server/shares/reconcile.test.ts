import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { UserError } from '../errors.ts';
import { openStage, ROOM, type Stage, screen } from './test-stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

/** Of the one recording, which brings no segments from now on. */
async function expectToDieIn20s() {
  stage.nowMs += 10_000;
  await stage.reconciler.look(ROOM);
  expect(stage.running).toHaveLength(1);
  stage.nowMs += 15_000;
  await stage.reconciler.look(ROOM);
  expect(stage.running).toHaveLength(2);
}

test('a share is recorded once, however often one points at its room', async () => {
  stage.published = [screen('TR_a')];
  await Promise.all([
    stage.reconciler.look(ROOM),
    stage.reconciler.look(ROOM),
    stage.reconciler.lookAll(),
  ]);
  await stage.reconciler.look(ROOM);
  expect(stage.alive()).toEqual(['TR_a']);
  expect(stage.running).toHaveLength(1);
  expect(stage.told).toEqual(['started TR_a']);
  expect(await stage.shares.latestOf('1', ROOM)).toMatchObject({
    status: 'active',
    egressId: 'EG_1',
  });
});

test('it ends when the share is over, and its owner is told once', async () => {
  stage.published = [screen('TR_a')];
  await stage.reconciler.look(ROOM);
  stage.published = [];
  await stage.reconciler.look(ROOM);
  await stage.reconciler.look(ROOM);
  expect(stage.alive()).toEqual([]);
  expect(stage.told).toEqual(['started TR_a', 'stopped TR_a']);
  expect(await stage.shares.latestOf('1', ROOM)).toMatchObject({
    status: 'stopped',
    endedAt: stage.nowMs,
  });
});

test('what a person stopped stays stopped until asked for again, also under a new track', async () => {
  stage.published = [screen('TR_a'), screen('TR_other', '2')];
  await stage.reconciler.look(ROOM);
  await stage.shares.stop(ROOM, '1');
  await stage.reconciler.look(ROOM);
  expect(stage.alive()).toEqual(['TR_other']);
  stage.published = [screen('TR_b'), screen('TR_other', '2')];
  await stage.reconciler.look(ROOM);
  expect(stage.alive()).toEqual(['TR_other']);
  await stage.shares.ask(ROOM, '1');
  await stage.reconciler.look(ROOM);
  expect(stage.alive()).toEqual(['TR_other', 'TR_b']);
});

test('a republished share is another recording', async () => {
  stage.published = [screen('TR_a')];
  await stage.reconciler.look(ROOM);
  stage.published = [screen('TR_b')];
  await stage.reconciler.look(ROOM);
  expect(stage.alive()).toEqual(['TR_b']);
  expect(new Set(stage.running.map((r) => r.egressId)).size).toBe(2);
});

test('a recording whose process is gone is begun anew', async () => {
  stage.published = [screen('TR_a')];
  await stage.reconciler.look(ROOM);
  stage.running = [];
  await stage.reconciler.look(ROOM);
  expect(stage.alive()).toEqual(['TR_a']);
  expect(stage.told).toEqual(['started TR_a', 'started TR_a']);
});

test('a recording that has ended is not asked to end', async () => {
  const stop = vi.spyOn(stage.recorder, 'stop');
  stage.published = [screen('TR_a')];
  await stage.reconciler.look(ROOM);
  Object.assign(stage.running[0] ?? {}, { state: 'failed' });
  await stage.reconciler.look(ROOM);
  expect(stage.alive()).toEqual(['TR_a']);
  expect(stop).not.toHaveBeenCalled();
  stop.mockRestore();
});

test('a recording without a record belongs to nobody and is ended', async () => {
  await stage.recorder.start({
    ...{ roomName: ROOM, userId: '9', videoTrackId: 'TR_x', audioTrackId: null },
    folder: '/nowhere',
    picture: screen('TR_x'),
  });
  await stage.reconciler.look(ROOM);
  expect(stage.alive()).toEqual([]);
});

test('a recording that ends by itself after a while is begun anew', async () => {
  stage.published = [screen('TR_a')];
  await stage.reconciler.look(ROOM);
  stage.nowMs += 100_000;
  for (const recording of stage.running) recording.state = 'complete';
  await stage.reconciler.look(ROOM);
  expect(stage.alive()).toEqual(['TR_a']);
  expect(stage.told).toEqual(['started TR_a', 'started TR_a']);
});

test('a recording without new segments has died, unless the share is paused', async () => {
  stage.published = [screen('TR_a')];
  await stage.reconciler.look(ROOM);
  stage.nowMs += 25_000;
  stage.published = [{ ...screen('TR_a'), muted: true }];
  await stage.reconciler.look(ROOM);
  expect(stage.alive()).toEqual(['TR_a']);
  expect(stage.running).toHaveLength(1);
  // The pause is over: from now on segments are due again.
  stage.published = [screen('TR_a')];
  await stage.reconciler.look(ROOM);
  expect(stage.running).toHaveLength(1);
  stage.nowMs += 25_000;
  await stage.reconciler.look(ROOM);
  expect(stage.running).toHaveLength(2);
  expect(stage.alive()).toEqual(['TR_a']);
});

test('a hole in a recording is told once, when there are pictures again', async () => {
  stage.published = [screen('TR_a')];
  await stage.reconciler.look(ROOM);
  const lastPicture = stage.nowMs;
  stage.lastPictureMs = stage.nowMs;
  stage.nowMs += 100_000;
  for (const recording of stage.running)
    Object.assign(recording, { state: 'failed', error: 'Full.' });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  // The first try to go on fails, too.
  stage.startFails = () => new UserError('Not now.');
  await stage.reconciler.look(ROOM);
  stage.startFails = null;
  stage.nowMs += 5000;
  await stage.reconciler.look(ROOM);
  vi.useRealTimers();
  const resumedAt = stage.nowMs;
  for (let i = 0; i < 3; i++) await stage.reconciler.look(ROOM);
  expect(stage.told.filter((words) => words.startsWith('hole'))).toEqual([
    `hole ${lastPicture}-${resumedAt}: Not now.`,
  ]);
  expect(stage.told.filter((words) => words.startsWith('failed'))).toEqual([]);
});

test('what a recorder leaves out of a share is told once, and the next time again', async () => {
  stage.published = [screen('TR_a')];
  await stage.reconciler.look(ROOM);
  const leaveOut = async (fromMs: number, toMs: number) => {
    Object.assign(stage.running[0] as object, { hole: { fromMs, toMs, words: 'Too slow.' } });
    for (let i = 0; i < 2; i++) await stage.reconciler.look(ROOM);
  };
  await leaveOut(1000, 5000);
  await leaveOut(9000, 12_000);
  expect(stage.told).toEqual([
    'started TR_a',
    'hole 1000-5000: Too slow.',
    'hole 9000-12000: Too slow.',
  ]);
  expect(stage.alive()).toEqual(['TR_a']);
});

test('a recorder that looks for LiveKit is left alone, and that is told once', async () => {
  stage.published = [screen('TR_a')];
  await stage.reconciler.look(ROOM);
  const lostSinceMs = stage.nowMs;
  const [recording] = stage.running;
  Object.assign(recording as object, { lostSinceMs });
  for (let i = 0; i < 6; i++) {
    stage.nowMs += 10_000;
    await stage.reconciler.look(ROOM);
  }
  expect(stage.running).toHaveLength(1);
  expect(stage.told.slice(1)).toEqual([`interrupted TR_a since ${lostSinceMs}`]);
  // It has found it, and goes on.
  const toMs = stage.nowMs;
  Object.assign(recording as object, { lostSinceMs: undefined, newestSegmentAtMs: toMs });
  for (let i = 0; i < 2; i++) await stage.reconciler.look(ROOM);
  expect(stage.told).toHaveLength(2);
  // The next one is told again, with no hole in between or with one.
  Object.assign(recording as object, { lostSinceMs: toMs });
  stage.nowMs += 20_000;
  await stage.reconciler.look(ROOM);
  const hole = { fromMs: toMs, toMs: stage.nowMs, words: 'Lost.' };
  Object.assign(recording as object, { lostSinceMs: undefined, hole });
  for (let i = 0; i < 2; i++) await stage.reconciler.look(ROOM);
  expect(stage.told.slice(2)).toEqual([
    `interrupted TR_a since ${toMs}`,
    `hole ${toMs}-${stage.nowMs}: Lost.`,
  ]);
});

test('a storage that is away is told once, and once that it is back; the share goes on', async () => {
  stage.published = [screen('TR_a')];
  await stage.reconciler.look(ROOM);
  const [recording] = stage.running;
  for (let i = 0; i < 2; i++) {
    const unstoredSinceMs = stage.nowMs;
    Object.assign(recording as object, { unstoredSinceMs });
    for (let j = 0; j < 3; j++) await stage.reconciler.look(ROOM);
    expect(stage.told.slice(1 + 2 * i)).toEqual([`unstored TR_a since ${unstoredSinceMs}`]);
    Object.assign(recording as object, { unstoredSinceMs: undefined });
    for (let j = 0; j < 3; j++) await stage.reconciler.look(ROOM);
    expect(stage.told.slice(2 + 2 * i)).toEqual(['stored again TR_a']);
  }
  expect(stage.running).toHaveLength(1);
});

test('one that has found LiveKit and gets no pictures has died, as usual', async () => {
  stage.published = [screen('TR_a')];
  await stage.reconciler.look(ROOM);
  Object.assign(stage.running[0] as object, { lostSinceMs: stage.nowMs });
  stage.nowMs += 60_000;
  await stage.reconciler.look(ROOM);
  Object.assign(stage.running[0] as object, { lostSinceMs: undefined });
  await expectToDieIn20s();
});

test('a paused share misses nothing while its recorder looks for LiveKit', async () => {
  stage.published = [{ ...screen('TR_a'), muted: true }];
  await stage.reconciler.look(ROOM);
  Object.assign(stage.running[0] as object, { lostSinceMs: stage.nowMs });
  stage.nowMs += 60_000;
  await stage.reconciler.look(ROOM);
  expect(stage.told).toEqual(['started TR_a']);
});

test('sound that comes later is taken up by a new recording, where the recorder does not do so itself', async () => {
  stage.published = [screen('TR_a')];
  await stage.reconciler.look(ROOM);
  stage.published = [{ ...screen('TR_a'), audioTrackId: 'TR_sound' }];
  await stage.reconciler.look(ROOM);
  expect(stage.running).toHaveLength(1);
  for (const recording of stage.running) recording.audioTrackId = null;
  await stage.reconciler.look(ROOM);
  expect(stage.running.map(({ state }) => state)).toEqual(['complete', 'active']);
});

test('sound that comes later is no hole worth a word', async () => {
  stage.published = [screen('TR_a')];
  await stage.reconciler.look(ROOM);
  for (const recording of stage.running) recording.audioTrackId = null;
  stage.published = [{ ...screen('TR_a'), audioTrackId: 'TR_sound' }];
  for (let i = 0; i < 3; i++) await stage.reconciler.look(ROOM);
  expect(stage.told).toEqual(['started TR_a', 'started TR_a']);
});

test('a pause that began before a restart of the app is no death', async () => {
  stage.published = [{ ...screen('TR_a'), muted: true }];
  await stage.reconciler.look(ROOM);
  stage.nowMs += 600_000;
  await stage.restart();
  stage.published = [screen('TR_a')];
  await stage.reconciler.look(ROOM);
  await expectToDieIn20s();
});

test('of many shares none is forgotten', async () => {
  for (let i = 0; i < 12; i++) stage.published.push(screen(`TR_${i}`));
  await stage.reconciler.look(ROOM);
  expect(await stage.shares.activeOf('1')).toHaveLength(12);
});
