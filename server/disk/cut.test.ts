import { expect, test } from 'vitest';
import { cutFor } from './cut.ts';

/** Ten bytes each, every 2 s from `fromMs` on. */
const row = (count: number, fromMs = 0) =>
  Array.from({ length: count }, (_, i) => ({ endMs: fromMs + i * 2000, bytes: 10 }));

test('the oldest go, as many as it takes and no more', () => {
  expect(cutFor(row(10), 25, Number.POSITIVE_INFINITY)).toBe(4000);
  expect(cutFor(row(10), 20, Number.POSITIVE_INFINITY)).toBe(2000);
});

test('two people lose the same stretch, whoever has more', () => {
  const both = [...row(10), ...row(4, 12_000)];
  expect(cutFor(both, 70, Number.POSITIVE_INFINITY)).toBe(12_000);
});

test('what is too new stays, also where that is not enough', () => {
  expect(cutFor(row(10), 1000, 6000)).toBe(6000);
  expect(cutFor(row(10, 8000), 1000, 6000)).toBeNull();
});

test('nothing has to go for nothing', () => {
  expect(cutFor(row(10), 0, Number.POSITIVE_INFINITY)).toBeNull();
});
