import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { UserError } from '../errors.ts';
import { RecordingRefused } from '../recorder/recorder.ts';
import { openStage, ROOM, type Stage, screen } from './test-stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

test('a track that fails three times is told once, and recorded when it works, which is told', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  stage.startFails = () => new UserError('No worker is free.');
  stage.published = [screen('TR_a')];
  for (let i = 0; i < 6; i++) {
    await stage.reconciler.look(ROOM);
    stage.nowMs += 5000;
  }
  const failedMs = (await stage.shares.latestOf('1', ROOM))?.startedAt;
  expect(stage.told).toEqual(['failed TR_a: No worker is free.']);
  expect(await stage.shares.recentOf('1')).toHaveLength(3);
  stage.startFails = null;
  await stage.reconciler.look(ROOM);
  vi.useRealTimers();
  expect(stage.alive()).toEqual(['TR_a']);
  const begunMs = stage.nowMs;
  for (const recording of stage.running) recording.newestSegmentAtMs = stage.nowMs;
  await stage.reconciler.look(ROOM);
  expect(stage.told.slice(1)).toEqual([
    'started TR_a',
    `hole ${failedMs}-${begunMs}: No worker is free.`,
  ]);
  // What fails from now on is news.
  expect(await stage.shares.attempts('TR_a')).toBe(0);
});

test('what people should not read is not what they are told', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  stage.startFails = () => new Error('connect ECONNREFUSED 127.0.0.1:7880');
  stage.published = [screen('TR_a')];
  for (let i = 0; i < 3; i++) {
    await stage.reconciler.look(ROOM);
    stage.nowMs += 5000;
  }
  vi.useRealTimers();
  expect(stage.told).toEqual(['failed TR_a: The recording could not be started.']);
});

test('a recording that ends by itself at once, again and again, has failed', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  stage.published = [screen('TR_a')];
  for (let i = 0; i < 5; i++) {
    await stage.reconciler.look(ROOM);
    for (const recording of stage.running) recording.state = 'complete';
    stage.nowMs += 5000;
  }
  vi.useRealTimers();
  expect(stage.running).toHaveLength(3);
  expect(stage.told.filter((words) => words.startsWith('failed'))).toHaveLength(1);
});

test('what is refused is not tried again', async () => {
  stage.startFails = () => new RecordingRefused('Your browser sends VP8.');
  stage.published = [screen('TR_a')];
  await stage.reconciler.look(ROOM);
  await stage.reconciler.look(ROOM);
  expect(stage.told).toEqual(['failed TR_a: Your browser sends VP8.']);
});

test('who was told that it failed for good is told of no hole when they share again', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  stage.published = [screen('TR_a')];
  await stage.reconciler.look(ROOM);
  stage.lastPictureMs = stage.nowMs;
  stage.startFails = () => new UserError('Read-only.');
  for (const recording of stage.running) Object.assign(recording, { state: 'failed' });
  for (let i = 0; i < 6; i++) {
    await stage.reconciler.look(ROOM);
    stage.nowMs += 5000;
  }
  stage.startFails = null;
  stage.published = [screen('TR_b')];
  for (let i = 0; i < 3; i++) await stage.reconciler.look(ROOM);
  vi.useRealTimers();
  expect(stage.alive()).toEqual(['TR_b']);
  expect(stage.told.filter((words) => /^failed|^hole/.test(words))).toEqual([
    'failed TR_a: Read-only.',
  ]);
});

test('what failed and was over before it could be tried again has stopped', async () => {
  stage.published = [screen('TR_a')];
  await stage.reconciler.look(ROOM);
  stage.nowMs += 5000;
  for (const recording of stage.running) Object.assign(recording, { state: 'failed' });
  vi.spyOn(stage.recorder, 'list').mockImplementationOnce(async () => {
    stage.startFails = () => new UserError('Not now.');
    return stage.running;
  });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  await stage.reconciler.look(ROOM);
  stage.published = [];
  for (let i = 0; i < 3; i++) await stage.reconciler.look(ROOM);
  vi.useRealTimers();
  expect(stage.told).toEqual(['started TR_a', 'stopped TR_a']);
  expect(await stage.shares.latestOf('1', ROOM)).toMatchObject({ status: 'stopped' });
});
