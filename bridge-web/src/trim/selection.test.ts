import { expect, test } from 'vitest';
import { cutAt, keyStep, lastOf, moveHandle, snap, within } from './selection.ts';

const EXTENT = { durationMs: 60_000, frameMs: 40 };
const TEN_TO_TWENTY = { fromMs: 10_000, toMs: 20_000 };

test('a handle goes where it is put', () => {
  expect(moveHandle(TEN_TO_TWENTY, 'from', 4_001, EXTENT)).toEqual({ fromMs: 4_000, toMs: 20_000 });
  expect(moveHandle(TEN_TO_TWENTY, 'to', 30_019, EXTENT)).toEqual({ fromMs: 10_000, toMs: 30_000 });
});

test('handles stop a second before each other, and at the ends', () => {
  expect(moveHandle(TEN_TO_TWENTY, 'from', 25_000, EXTENT).fromMs).toBe(19_000);
  expect(moveHandle(TEN_TO_TWENTY, 'to', 3_000, EXTENT).toMs).toBe(11_000);
  expect(moveHandle(TEN_TO_TWENTY, 'from', -1, EXTENT).fromMs).toBe(0);
  expect(moveHandle(TEN_TO_TWENTY, 'to', 70_000, EXTENT).toMs).toBe(60_000);
});

test('a second that is no whole number of pictures is one picture more, never less', () => {
  const odd = { durationMs: 60_000, frameMs: 1000 / 29.97 };
  const moved = moveHandle({ fromMs: 0, toMs: 30_000 }, 'to', 500, odd);
  expect(moved.toMs).toBeGreaterThanOrEqual(1000);
  expect(moved.toMs).toBeLessThan(1000 + odd.frameMs);
});

test('what is shorter than a second can only be taken whole', () => {
  const short = { durationMs: 600, frameMs: 40 };
  const whole = { fromMs: 0, toMs: 600 };
  expect(moveHandle(whole, 'from', 300, short)).toEqual(whole);
  expect(moveHandle(whole, 'to', 300, short)).toEqual(whole);
  expect(lastOf(60_000, short)).toEqual(whole);
});

test('from here, behind the end, opens the selection up to the end of the material', () => {
  expect(cutAt(TEN_TO_TWENTY, 'from', 30_000, EXTENT)).toEqual({ fromMs: 30_000, toMs: 60_000 });
  expect(cutAt(TEN_TO_TWENTY, 'to', 5_000, EXTENT)).toEqual({ fromMs: 0, toMs: 5_000 });
  expect(cutAt(TEN_TO_TWENTY, 'from', 12_000, EXTENT)).toEqual({ fromMs: 12_000, toMs: 20_000 });
  expect(cutAt(TEN_TO_TWENTY, 'to', 12_000, EXTENT)).toEqual({ fromMs: 10_000, toMs: 12_000 });
});

test('the last so much, at most all', () => {
  expect(lastOf(15_000, EXTENT)).toEqual({ fromMs: 45_000, toMs: 60_000 });
  expect(lastOf(90_000, EXTENT)).toEqual({ fromMs: 0, toMs: 60_000 });
});

test('a selection from elsewhere becomes one of this material', () => {
  expect(within(TEN_TO_TWENTY, EXTENT)).toEqual(TEN_TO_TWENTY);
  expect(within({ fromMs: -5_000, toMs: 90_000 }, EXTENT)).toEqual({ fromMs: 0, toMs: 60_000 });
  expect(within({ fromMs: 80_000, toMs: 90_000 }, EXTENT)).toEqual({
    fromMs: 59_000,
    toMs: 60_000,
  });
  expect(within({ fromMs: -9_000, toMs: -8_000 }, EXTENT)).toEqual({ fromMs: 0, toMs: 1_000 });
});

test.each([
  ['ArrowRight', false, 10_040],
  ['ArrowUp', false, 10_040],
  ['ArrowLeft', false, 9_960],
  ['ArrowDown', true, 9_000],
  ['ArrowRight', true, 11_000],
  ['PageUp', false, 20_000],
  ['PageDown', false, 0],
  ['Home', false, 0],
  ['End', false, 60_000],
  ['a', false, undefined],
])('%s (shift: %s) leads to %s', (key, shiftKey, to) => {
  const range = { fromMs: 0, toMs: 60_000 };
  expect(keyStep({ key, shiftKey }, 10_000, range, EXTENT)).toBe(to);
});

test('a place near by attracts, the nearest of several most, one far away not', () => {
  expect(snap(1_000, [1_090, 950, 1_040], 100)).toBe(1_040);
  expect(snap(1_000, [1_101], 100)).toBe(1_000);
  expect(snap(1_000, [], 100)).toBe(1_000);
});
