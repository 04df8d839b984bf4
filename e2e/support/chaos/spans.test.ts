import { expect, test } from 'vitest';
import { outside, overlaps } from './spans.ts';

const span = (fromMs: number, toMs: number) => ({ fromMs, toMs });

test('what lies in none of the others', () => {
  expect(outside(span(0, 10), [])).toEqual([span(0, 10)]);
  expect(outside(span(0, 10), [span(2, 4), span(3, 6)])).toEqual([span(0, 2), span(6, 10)]);
  expect(outside(span(0, 10), [span(-5, 3), span(8, 20)])).toEqual([span(3, 8)]);
  expect(outside(span(0, 10), [span(0, 10)])).toEqual([]);
  expect(outside(span(0, 10), [span(20, 30)])).toEqual([span(0, 10)]);
});

test('what shares a moment overlaps', () => {
  expect(overlaps(span(0, 5), span(5, 6))).toBe(true);
  expect(overlaps(span(0, 5), span(6, 7))).toBe(false);
});
