import { expect, test } from 'vitest';
import { epochOf, gapBefore, mediaOf } from './epoch.ts';

const segment = (startMs: number, atMs: number, gap = false) => ({
  ...{ startMs, atMs, durationMs: 2000, bytes: 1, frameMs: 40, gapBefore: gap },
});
/** Four seconds, a minute of nothing, two more. */
const SEGMENTS = [segment(0, 1e12), segment(2000, 1e12 + 2000), segment(4000, 1e12 + 64_000, true)];

test.each([
  [0, 1e12],
  [2500, 1e12 + 2500],
  [4000, 1e12 + 64_000],
  [6000, 1e12 + 66_000],
])('%d ms of the preview is %d by the clock, and back', (ms, epoch) => {
  expect(epochOf(ms, SEGMENTS)).toBe(epoch);
  expect(mediaOf(epoch, SEGMENTS)).toBe(ms);
});

test('what is not there any more is the nearest that is', () => {
  expect(mediaOf(1e12 - 5000, SEGMENTS)).toBe(0);
  expect(mediaOf(1e12 + 30_000, SEGMENTS)).toBe(4000);
  expect(mediaOf(1e12 + 99_000, SEGMENTS)).toBe(6000);
});

test('a gap has a length', () => {
  expect(SEGMENTS.map((_, i) => gapBefore(SEGMENTS, i))).toEqual([0, 0, 60_000]);
});
