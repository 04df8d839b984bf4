import { expect, test } from 'vitest';
import { clockAt, clockOf, isClockKnown, placeInClip } from './clip-clock.ts';

/** Four seconds, a minute of nothing, six more. */
const CUT = {
  ...{ fromMs: 1e12, toMs: 1e12 + 70_000, durationMs: 10_000 },
  clock: [
    { atMs: 0, clockMs: 1e12 },
    { atMs: 4000, clockMs: 1e12 + 64_000 },
  ],
};
const WHOLE = { fromMs: 1e12, toMs: 1e12 + 70_000, durationMs: 70_000 };

test.each([
  ['at the beginning', 0, 0],
  ['before the gap', 3999, 3999],
  ['behind the gap', 64_000, 4000],
  ['at the end', 70_000, 10_000],
])('a moment %s has its place, and back', (_, afterMs, atMs) => {
  expect(placeInClip(CUT, 1e12 + afterMs)).toBe(atMs);
  expect(clockAt(CUT.clock, atMs)).toBe(1e12 + afterMs);
});

test.each([
  ['in the gap', 30_000, 4000],
  ['just before the first picture', -80, 0],
  ['just behind the last one', 70_050, 10_000],
])('a moment %s is where it would be seen', (_, afterMs, atMs) => {
  expect(placeInClip(CUT, 1e12 + afterMs)).toBe(atMs);
});

test('where a gap is shown as a still, all of it is in step', () => {
  const still = { ...WHOLE, clock: [{ atMs: 0, clockMs: 1e12 }] };
  expect(placeInClip(still, 1e12 + 30_000)).toBe(30_000);
  expect(clockAt(still.clock, 30_000)).toBe(1e12 + 30_000);
});

test('clips of an older version are as before: exact where nothing was cut out', () => {
  const { clock: _, ...cut } = CUT;
  expect(clockOf(WHOLE)).toEqual([{ atMs: 0, clockMs: 1e12 }]);
  expect(placeInClip(WHOLE, 1e12 + 30_000)).toBe(30_000);
  expect(placeInClip(cut, 1e12 + 3000)).toBe(3000);
  expect(placeInClip(cut, 1e12 + 65_000)).toBe(10_000);
  const known = [
    CUT,
    WHOLE,
    cut,
    { ...WHOLE, durationMs: 69_930 },
    { ...WHOLE, toMs: WHOLE.toMs - 70 },
  ];
  expect(known.map(isClockKnown)).toEqual([true, true, false, true, true]);
});
