import { expect, test } from 'vitest';
import { createShifts } from './shifts.ts';

const SEGMENTS = [0, 2000, 4000, 6000].map((startMs) => ({
  ...{ startMs, durationMs: 2000, atMs: 1e12 + startMs, bytes: 1, gapBefore: false },
}));

test('nothing is known at first, and then what the nearest segment has', () => {
  const shifts = createShifts(SEGMENTS);
  expect(shifts.at(5000)).toBe(0);
  expect(shifts.learn(2, 4.021)).toBe(true);
  for (const ms of [0, 4000, 7000]) expect(shifts.at(ms)).toBeCloseTo(0.021, 6);
  expect(shifts.learn(0, -0.04)).toBe(true);
  expect(shifts.at(1999)).toBeCloseTo(-0.04, 6);
  expect(shifts.at(4000)).toBeCloseTo(0.021, 6);
});

test('the same once more, and rounding, are no news', () => {
  const shifts = createShifts(SEGMENTS);
  shifts.learn(1, 2.02);
  expect(shifts.learn(1, 2.0202)).toBe(false);
  expect(shifts.learn(2, 4.0205)).toBe(false);
  expect(shifts.learn(3, 6.05)).toBe(true);
});

test('a segment that isn’t one of the preview says nothing', () => {
  const shifts = createShifts(SEGMENTS);
  expect(shifts.learn(9, 1)).toBe(false);
  expect(shifts.at(0)).toBe(0);
});
