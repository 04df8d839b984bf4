import { expect, test } from 'vitest';
import { Unwrap } from './unwrap.ts';

test.each([
  ['sequence numbers', 16, 1, 200_000],
  ['a picture a second for two days', 32, 90_000, 48 * 3600],
  ['a picture now and then, a third of the span apart', 32, 1_431_655_765, 100],
] as const)('counts on over wraps: %s', (_, bits, step, count) => {
  const unwrap = new Unwrap(bits);
  const span = 2 ** bits;
  const first = span - 10;
  let wrong = 0;
  for (let i = 0; i < count; i += 1) {
    if (unwrap.next((first + i * step) % span) !== first + i * step) wrong += 1;
  }
  expect(wrong).toBe(0);
});

test('what came too late stands before the wrap, and looking moves nothing', () => {
  const unwrap = new Unwrap(16);
  expect(unwrap.near(7)).toBe(7);
  unwrap.next(65_530);
  expect(unwrap.next(4)).toBe(65_540);
  expect(unwrap.near(65_533)).toBe(65_533);
  expect(unwrap.next(65_533)).toBe(65_533);
  expect(unwrap.next(5)).toBe(65_541);
  expect(new Unwrap(32).next(4_294_967_295)).toBe(4_294_967_295);
});

test('what comes before the first one stands below zero', () => {
  const unwrap = new Unwrap(32);
  unwrap.next(10);
  expect(unwrap.near(2 ** 32 - 10)).toBe(-10);
});
