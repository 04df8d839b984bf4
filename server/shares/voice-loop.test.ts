import { afterEach, beforeEach, expect, test } from 'vitest';
import { RecorderBusy, RecordingRefused } from '../recorder/recorder.ts';
import { openStage, ROOM, type Stage, screen } from './test-stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

const speaking = (trackId = 'TR_A', forOthers = false) => ({
  ...screen('TR_V'),
  voice: { trackId, forOthers },
});
const alive = () =>
  stage.voices.filter(({ state }) => state === 'active').map(({ trackId }) => trackId);
/** A start is not waited for, and looks again when it is done. */
const look = async () => {
  await stage.reconciler.look(ROOM);
  await new Promise((done) => setTimeout(done, 20));
  await stage.reconciler.look(ROOM);
};
const later = async (ms: number) => {
  stage.nowMs += ms;
  for (const voice of stage.voices) voice.newestSegmentAtMs = stage.nowMs;
  for (const one of stage.running) one.newestSegmentAtMs = stage.nowMs;
  await look();
};

test('a microphone is recorded beside its share, and comes and goes without touching it', async () => {
  stage.published = [screen('TR_V')];
  await look();
  expect([stage.alive(), alive(), stage.reconciler.voiceOf('1')]).toEqual([
    ['TR_V'],
    [],
    undefined,
  ]);
  stage.published = [speaking('TR_A', true)];
  await look();
  expect([alive(), stage.reconciler.voiceOf('1')]).toEqual([['TR_A'], 'recorded']);
  const [record] = await stage.voiceRecords.of('1');
  expect(record).toMatchObject({ trackId: 'TR_A', forOthers: true, roomName: ROOM });
  expect(record?.folder).toMatch(/\/1\/voice\/\d+$/);

  stage.published = [screen('TR_V')];
  await look();
  expect([alive(), stage.reconciler.voiceOf('1')]).toEqual([[], undefined]);
  expect((await stage.voiceRecords.of('1'))[0]?.endedAt).toBe(stage.nowMs);
  expect(stage.running).toMatchObject([{ videoTrackId: 'TR_V', state: 'active' }]);
  expect(stage.told).toEqual(['started TR_V']);
});

test('published again, it is recorded again; the share’s end is its end', async () => {
  stage.published = [speaking('TR_A')];
  await look();
  stage.published = [speaking('TR_B')];
  await later(1000);
  expect(alive()).toEqual(['TR_B']);
  stage.published = [];
  await later(1000);
  expect(alive()).toEqual([]);
});

test('whose share is stopped is not heard either', async () => {
  stage.published = [speaking()];
  await look();
  await stage.shares.stop(ROOM, '1');
  await look();
  expect([stage.alive(), alive()]).toEqual([[], []]);
});

test('what was recorded goes on after a restart, and what has no record is ended', async () => {
  stage.published = [speaking()];
  await look();
  await stage.startVoice({ roomName: ROOM, userId: '1', trackId: 'TR_X', folder: '/x' });
  await stage.restart();
  await look();
  expect(stage.voices).toMatchObject([
    { trackId: 'TR_A', state: 'active' },
    { trackId: 'TR_X', state: 'complete' },
  ]);
});

test('one that breaks off is begun anew, and after three times its owner is told, once', async () => {
  stage.published = [speaking()];
  await look();
  // Each failure is followed by a pause.
  for (let i = 0; i < 6; i++) {
    for (const voice of stage.voices) Object.assign(voice, { state: 'failed', error: 'Full.' });
    await later(20_000);
  }
  expect(alive()).toEqual([]);
  expect(stage.reconciler.voiceOf('1')).toBe('failed');
  await later(60_000);
  expect(stage.voices).toHaveLength(3);
  expect(stage.told).toEqual(['started TR_V', 'no voice of 1: Full.']);
  // The picture never knew.
  expect(stage.running).toMatchObject([{ state: 'active' }]);
  // Switched on again, it is another track.
  stage.published = [speaking('TR_B')];
  await later(1000);
  expect(alive()).toEqual(['TR_B']);
});

test('one without a new segment for long has died; one that has lost LiveKit looks for it', async () => {
  stage.published = [speaking()];
  await look();
  const [voice] = stage.voices;
  stage.nowMs += 30_000;
  for (const one of stage.running) one.newestSegmentAtMs = stage.nowMs;
  voice!.lostSinceMs = stage.nowMs - 25_000;
  await look();
  expect(voice?.state).toBe('active');
  delete voice!.lostSinceMs;
  await look();
  expect(voice?.state).toBe('complete');
});

test.each([
  ['a busy recorder', () => new RecorderBusy('No worker is free.'), 'No worker is free.', 3],
  ['a refusal', () => new RecordingRefused('It is encrypted.'), 'It is encrypted.', 1],
])('%s keeps the picture going, and is told', async (_, fault, words, tries) => {
  let tried = 0;
  stage.voiceFails = () => {
    tried += 1;
    return fault();
  };
  stage.published = [speaking()];
  await look();
  for (let i = 0; i < 4; i++) await later(20_000);
  expect(tried).toBe(tries);
  expect(stage.told).toEqual(['started TR_V', `no voice of 1: ${words}`]);
  expect(stage.running).toMatchObject([{ state: 'active' }]);
});
