import { expect, test } from 'vitest';
import type { Recording } from '../../../server/recorder/recorder.ts';
import { judgeInUse, judgeShares } from './orphans.ts';

const NOW = 10_000_000;
const recording = (egressId: string, changes: Partial<Recording> = {}): Recording => ({
  ...{ egressId, roomName: 'replay_1_2', userId: '7', videoTrackId: 'TR', folder: '/s/7/1' },
  ...{ state: 'active', startedAtMs: NOW - 600_000, newestSegmentAtMs: NOW - 3_000, ...changes },
});
const share = (egressId: string, startedAtMs = NOW - 600_000) => ({
  egressId,
  userId: '7',
  startedAtMs,
});
const judge = (recordings: Recording[] | null, activeShares: ReturnType<typeof share>[]) =>
  judgeShares({ recordings, activeShares, segmentsPath: '/s' }, NOW);

test('every share is recorded, every recording writes', () => {
  expect(judge([recording('a')], [share('a')])).toMatchObject([{ state: 'ok' }]);
  expect(judge([recording('old', { state: 'complete' })], [])).toMatchObject([{ state: 'ok' }]);
});

test('what has just begun is left to the next look', () => {
  const fresh = { startedAtMs: NOW - 10_000, newestSegmentAtMs: null };
  expect(judge([recording('a', fresh)], [share('b', NOW - 10_000)])).toMatchObject([
    { state: 'ok' },
  ]);
});

test.each([
  ['a share without a recording', [], [share('a')], 'active shares have no recording'],
  ['a recording without a share', [recording('b')], [], '1 recordings belong to no share: b'],
  [
    'a recording that wrote nothing here',
    [recording('a', { newestSegmentAtMs: null })],
    [share('a')],
    'no segment of it is in /s/7/1',
  ],
  [
    'a recording whose worker is dead',
    [recording('a', { newestSegmentAtMs: NOW - 90_000 })],
    [share('a')],
    'its newest segment is 90 s old',
  ],
  ['a recorder that is silent', null, [], 'does not say what it records'],
])('%s is found', (_, recordings, shares, words) => {
  const findings = judge(recordings, shares);
  expect(findings).toHaveLength(1);
  expect(findings[0]).toMatchObject({ state: 'missing', says: expect.stringContaining(words) });
  expect(findings[0]?.todo).toBeTruthy();
});

test('what records and is seen needs no trying; a segment from the future tells of a clock', () => {
  const inUse = (...recordings: Recording[]) => judgeInUse({ recordings }, NOW);
  expect(inUse(recording('a'))).toMatchObject({ state: 'ok' });
  expect(inUse()).toBeNull();
  expect(inUse(recording('a', { newestSegmentAtMs: null }))).toBeNull();
  expect(inUse(recording('a', { newestSegmentAtMs: NOW - 60_000 }))).toBeNull();
  expect(inUse(recording('a', { state: 'complete' }))).toBeNull();
  expect(inUse(recording('a', { newestSegmentAtMs: NOW + 5_000 }))).toMatchObject({
    state: 'missing',
    says: expect.stringContaining('5 s from now'),
  });
});
