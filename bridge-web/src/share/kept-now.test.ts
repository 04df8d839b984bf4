import { expect, test } from 'vitest';
import { keptNow, lessWords, roundly } from './kept-now.ts';
import type { ReplayStatus } from './status.ts';

const WINDOW_MS = 20 * 60_000;
const LONGEST_MS = 10 * 60_000;
const short = (keptMs: number): ReplayStatus => ({
  ...{ status: 'active', bufferedMs: 0, shorter: { keptMs, words: '' } },
});

test('where there is room, the window is what is kept', () => {
  expect(keptNow(WINDOW_MS, undefined)).toBe(WINDOW_MS);
  expect(keptNow(WINDOW_MS, { status: 'active', bufferedMs: 0 })).toBe(WINDOW_MS);
  expect(keptNow(WINDOW_MS, short(12_000))).toBe(12_000);
  expect(keptNow(60_000, short(90_000))).toBe(60_000);
});

test('a window that is short of room is not said to grow', () => {
  expect(lessWords(10_300, LONGEST_MS, 12_000)).toBe(
    'The last 0:10 are kept, as storage is short: longer clips hold just that.',
  );
  expect(lessWords(300_000, LONGEST_MS, 302_000)).toMatch(/^The last 5:00 are kept/);
});

test('one that has just begun is', () => {
  const soFar = 'Only 0:10 so far: longer clips hold just that.';
  expect(lessWords(10_300, LONGEST_MS, WINDOW_MS)).toBe(soFar);
  expect(lessWords(10_300, LONGEST_MS, 180_000)).toBe(soFar);
  expect(lessWords(LONGEST_MS - 5_000, LONGEST_MS, LONGEST_MS)).toMatch(/so far/);
});

test('nothing is said where the longest clip is whole', () => {
  expect(lessWords(LONGEST_MS, LONGEST_MS, LONGEST_MS)).toBeUndefined();
  expect(lessWords(29_500, 30_000, 30_000)).toBeUndefined();
});

test('what is kept is said roundly', () => {
  expect([10_900, 119_000, 187_000].map(roundly)).toEqual([10_000, 119_000, 180_000]);
});
