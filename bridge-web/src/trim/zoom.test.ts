import { expect, test } from 'vitest';
import { fitting, msAt, ruler, scrollTo, showing, wholeView, xOf, zoomAt } from './zoom.ts';

const DURATION = 100_000;
const WHOLE = wholeView(DURATION);

test('what is under the pointer stays there', () => {
  const near = zoomAt(WHOLE, 4, 25_000, DURATION);
  expect(near).toEqual({ fromMs: 18_750, spanMs: 25_000 });
  expect(xOf(25_000, near, 1000)).toBe(xOf(25_000, WHOLE, 1000));
  expect(zoomAt(near, 0.25, 25_000, DURATION)).toEqual(WHOLE);
});

test('neither beyond the ends nor nearer than makes sense', () => {
  expect(zoomAt(WHOLE, 0.5, 50_000, DURATION)).toEqual(WHOLE);
  expect(zoomAt(WHOLE, 1e6, 0, DURATION)).toEqual({ fromMs: 0, spanMs: 2000 });
  expect(zoomAt(WHOLE, 1e6, DURATION, DURATION)).toEqual({ fromMs: 98_000, spanMs: 2000 });
  expect(zoomAt(wholeView(900), 3, 450, 900)).toEqual(wholeView(900));
});

test('scrolling stops at both ends', () => {
  const view = { fromMs: 10_000, spanMs: 20_000 };
  expect(scrollTo(view, -5, DURATION).fromMs).toBe(0);
  expect(scrollTo(view, 95_000, DURATION).fromMs).toBe(80_000);
});

test('a selection is fitted in with something beside it', () => {
  expect(fitting({ fromMs: 40_000, toMs: 50_000 }, DURATION)).toEqual({
    ...{ fromMs: 38_500, spanMs: 13_000 },
  });
  expect(fitting({ fromMs: 0, toMs: 10_000 }, DURATION)).toEqual({ fromMs: 0, spanMs: 13_000 });
  expect(fitting({ fromMs: 0, toMs: DURATION }, DURATION)).toEqual(WHOLE);
});

test('a moment that can be seen moves nothing; another is brought to the middle', () => {
  const view = { fromMs: 10_000, spanMs: 20_000 };
  expect(showing(view, 30_000, DURATION)).toBe(view);
  expect(showing(view, 60_000, DURATION)).toEqual({ fromMs: 50_000, spanMs: 20_000 });
  expect(showing(view, 1_000, DURATION)).toEqual({ fromMs: 0, spanMs: 20_000 });
});

test('places and moments are inverses', () => {
  const view = { fromMs: 12_345, spanMs: 6_789 };
  expect(msAt(xOf(15_000, view, 777), view, 777)).toBeCloseTo(15_000, 6);
  expect(msAt(0, view, 0)).toBe(12_345);
});

test('a ruler has round times, and room between them', () => {
  expect(ruler(WHOLE, 1000, 80)).toEqual({
    stepMs: 10_000,
    at: [0, 10_000, 20_000, 30_000, 40_000, 50_000, 60_000, 70_000, 80_000, 90_000, 100_000],
  });
  const near = { fromMs: 1_150, spanMs: 2_000 };
  expect(ruler(near, 400, 80)).toEqual({ stepMs: 500, at: [1_500, 2_000, 2_500, 3_000] });
});
