import { expect, test } from 'vitest';
import { levelOf } from './sound-level.ts';

/** A tone that swings so far, over whole periods. */
const tone = (peak: number) =>
  Float32Array.from({ length: 2048 }, (_, i) => peak * Math.sin((i / 2048) * 2 * Math.PI * 40));

test('silence is 0, as loud as can be is nearly 1, nothing goes beyond', () => {
  expect(levelOf(new Float32Array(2048))).toBe(0);
  expect(levelOf(tone(1))).toBeCloseTo(0.95, 2);
  expect(levelOf(new Float32Array(64).fill(1))).toBe(1);
  expect(levelOf(new Float32Array(64).fill(9))).toBe(1);
  expect(levelOf(tone(0.0001))).toBe(0);
});

test('each half as loud is as far from the one before', () => {
  const steps = [1, 0.5, 0.25, 0.125].map((peak) => levelOf(tone(peak)));
  const [first = 0, ...rest] = steps.slice(1).map((level, i) => (steps[i] ?? 0) - level);
  expect(first).toBeCloseTo(0.1, 2);
  for (const step of rest) expect(step).toBeCloseTo(first, 4);
});
