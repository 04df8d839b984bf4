import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openStage, ROOM, type Stage, screen } from './test-stage.ts';

let stage: Stage;
let answeredMs: number;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  stage = await openStage();
  stage.published = [screen('TR_a')];
  await stage.reconciler.look(ROOM);
  answeredMs = stage.nowMs;
  stage.told.length = 0;
});
afterEach(async () => {
  vi.useRealTimers();
  await stage.close();
});

/** LiveKit does not answer for so long. */
async function away(ms: number): Promise<void> {
  stage.away = true;
  for (const untilMs = stage.nowMs + ms; stage.nowMs < untilMs; ) {
    stage.nowMs += 5000;
    await stage.reconciler.look(ROOM);
  }
  stage.away = false;
}
const words = (start: string) => stage.told.filter((told) => told.startsWith(start));

test('a short one is told when it goes on; what Egress recorded meanwhile is in doubt at once', async () => {
  await away(10_000);
  expect(new Set(stage.told)).toEqual(new Set([`doubt since ${answeredMs}`]));
  stage.published = [];
  await stage.reconciler.look(ROOM);
  expect(stage.told.slice(-2)).toEqual([`doubt since ${answeredMs}`, 'stopped TR_a']);
  expect(stage.alive()).toEqual([]);
  stage.published = [screen('TR_b')];
  for (let i = 0; i < 3; i++) await stage.reconciler.look(ROOM);
  expect(stage.told.slice(-2)).toEqual([
    'started TR_b',
    `hole ${answeredMs}-${stage.nowMs}: The LiveKit server was away.`,
  ]);
});

test('a long one is told while it lasts, and not once more when it goes on', async () => {
  await away(60_000);
  expect(words('interrupted')).toEqual([`interrupted TR_a since ${answeredMs}`]);
  stage.published = [screen('TR_b')];
  for (let i = 0; i < 3; i++) await stage.reconciler.look(ROOM);
  expect(stage.alive()).toEqual(['TR_b']);
  expect(words('hole')).toEqual([]);
  expect(words('interrupted')).toHaveLength(1);
});

test('a recording that outlives it is trusted again, and its next hole is told', async () => {
  await away(60_000);
  const lastPictureMs = stage.nowMs;
  Object.assign(stage, { lastPictureMs });
  for (const recording of stage.running) recording.newestSegmentAtMs = lastPictureMs;
  await stage.reconciler.look(ROOM);
  expect(stage.alive()).toEqual(['TR_a']);
  expect(words('trust')).toHaveLength(1);
  stage.nowMs += 30_000;
  for (let i = 0; i < 3; i++) await stage.reconciler.look(ROOM);
  expect(words('hole')).toEqual([expect.stringContaining(`hole ${lastPictureMs}-`)]);
});

test('after it a recording has the usual time to come back, and no longer', async () => {
  await away(60_000);
  await stage.reconciler.look(ROOM);
  expect(stage.alive()).toEqual(['TR_a']);
  stage.nowMs += 15_000;
  await stage.reconciler.look(ROOM);
  expect(stage.running).toHaveLength(1);
  stage.nowMs += 10_000;
  for (let i = 0; i < 3; i++) await stage.reconciler.look(ROOM);
  expect(stage.running.map(({ state }) => state)).toEqual(['complete', 'active']);
});

test('one between two looks is known by the room, which is another one now', async () => {
  stage.nowMs += 3000;
  [stage.published, stage.roomSid] = [[], 'RM_2'];
  await stage.reconciler.look(ROOM);
  expect(stage.told).toEqual([`doubt since ${answeredMs}`, 'stopped TR_a']);
  stage.published = [screen('TR_b')];
  for (let i = 0; i < 3; i++) await stage.reconciler.look(ROOM);
  expect(words('hole')).toHaveLength(1);
});

test('in the same room a share that is gone was ended by its owner', async () => {
  stage.nowMs += 3000;
  stage.published = [];
  await stage.reconciler.look(ROOM);
  expect(stage.told).toEqual(['stopped TR_a']);
});

test('what had ended by itself when LiveKit came back is in doubt, too', async () => {
  await away(10_000);
  for (const recording of stage.running) recording.state = 'complete';
  stage.published = [];
  stage.told.length = 0;
  await stage.reconciler.look(ROOM);
  expect(stage.told).toContain(`doubt since ${answeredMs}`);
});

test('while it lasts, nothing is ended, also by an app that was restarted in the middle', async () => {
  await away(10_000);
  await stage.restart();
  await away(30_000);
  expect(stage.alive()).toEqual(['TR_a']);
  expect(words('stopped')).toEqual([]);
  expect(words('interrupted')).toHaveLength(1);
});
