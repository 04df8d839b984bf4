import { expect, test } from 'vitest';
import { bytesOf, fateOf, lengthThatFits } from './estimate.ts';
import type { Segment } from './preview.ts';

const MIB = 1024 * 1024;

/** Of two seconds each, the first light, the others heavy. */
const SEGMENTS: Segment[] = [1, 2, 2, 2].map((mib, i) => ({
  ...{ startMs: i * 2000, durationMs: 2000, atMs: 1e12 + i * 2000 },
  ...{ bytes: mib * MIB, frameMs: 40, gapBefore: false },
}));

test.each([
  [0, 8000, 7],
  [0, 2000, 1],
  [1000, 3000, 1.5],
  [2500, 3500, 1],
  [7000, 9000, 1],
  [9000, 9500, 0],
])('from %d to %d ms it is %d MiB', (fromMs, toMs, mib) =>
  expect(bytesOf(SEGMENTS, { fromMs, toMs })).toBeCloseTo(mib * MIB, 3),
);

test('what fits stays as it is, to the last byte', () => {
  expect(fateOf(10 * MIB, 10 * MIB, 60_000, 'fit')).toBe('whole');
  expect(fateOf(10 * MIB + 1, 10 * MIB, 60_000, 'fit')).toBe('smaller');
});

test('the longer it is, the less is left a second, until it can only be a link', () => {
  const fate = (seconds: number) => fateOf(900 * MIB, 10 * MIB, seconds * 1000, 'fit');
  expect([120, 540, 600, 1100, 1200].map(fate)).toEqual([
    ...['smaller', 'smaller', 'unsure', 'unsure', 'link'],
  ]);
});

test('full quality is never encoded again, a link is always one, the library takes all', () => {
  expect(fateOf(11 * MIB, 10 * MIB, 60_000, 'full')).toBe('link');
  expect(fateOf(9 * MIB, 10 * MIB, 60_000, 'full')).toBe('whole');
  expect(fateOf(1, 10 * MIB, 60_000, 'link')).toBe('link');
  expect(fateOf(900 * MIB, undefined, 1_200_000, 'fit')).toBe('whole');
});

test('how much fits as it is follows the bytes, not the time', () => {
  const all = { fromMs: 0, toMs: 8000 };
  expect(lengthThatFits(SEGMENTS, all, 2 * MIB)).toBe(3000);
  expect(lengthThatFits(SEGMENTS, { ...all, fromMs: 2000 }, 2 * MIB)).toBe(2000);
  expect(lengthThatFits(SEGMENTS, all, 99 * MIB)).toBe(8000);
  expect(bytesOf(SEGMENTS, { fromMs: 0, toMs: lengthThatFits(SEGMENTS, all, 4 * MIB) })).toBe(
    4 * MIB,
  );
});
