import { expect, test } from 'vitest';
import type { Recording } from '../recorder/recorder.ts';
import { judge } from './judge.ts';

const NOW = Date.UTC(2026, 0, 1);
const over: Recording = {
  ...{ egressId: 'EM_1', roomName: 'room', userId: '1', videoTrackId: 'TR_1', folder: '/x' },
  ...{ state: 'complete', startedAtMs: NOW - 60_000, newestSegmentAtMs: NOW - 15_000 },
};
/** A share whose track is not there any more, and whose recording is over. */
const verdict = (recording: Recording, lost: boolean) =>
  judge(recording, undefined, { settled: true, dueSince: NOW - 60_000, lost }, NOW).be;

test('a share that ended before our eyes was stopped, also where LiveKit was away', () => {
  expect(verdict(over, false)).toBe('stopped');
  expect(verdict(over, true)).toBe('stopped');
});

test('a recorder that had lost LiveKit, and found no share there any more, saw nobody end it', () => {
  expect(verdict({ ...over, lostSinceMs: NOW - 15_000 }, true)).toBe('lost');
});
