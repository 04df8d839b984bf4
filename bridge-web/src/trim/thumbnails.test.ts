import { expect, test } from 'vitest';
import { placeThumbnails } from './thumbnails.ts';

/** One every 4 s of 40 s, five in a row. */
const THUMBNAILS = {
  ...{ url: '/thumbnails.jpg', everyMs: 4000, columns: 5, rows: 2, count: 10 },
  ...{ width: 160, height: 90 },
};
const WHOLE = { fromMs: 0, spanMs: 40_000 };

test('the strip is full, and each shows what lies in its middle', () => {
  const cells = placeThumbnails(THUMBNAILS, WHOLE, 800, 45);
  expect(cells.map(({ x }) => x)).toEqual([0, 80, 160, 240, 320, 400, 480, 560, 640, 720]);
  expect(cells[0]).toEqual({ sourceX: 0, sourceY: 0, x: 0, width: 80 });
  expect(cells[7]).toMatchObject({ sourceX: 320, sourceY: 90 });
});

test('scrolled, they stay at their time; the first may be cut', () => {
  const cells = placeThumbnails(THUMBNAILS, { fromMs: 10_000, spanMs: 20_000 }, 800, 45);
  expect(cells[0]?.x).toBe(0);
  const on = placeThumbnails(THUMBNAILS, { fromMs: 10_500, spanMs: 20_000 }, 800, 45);
  expect(on[0]?.x).toBe(-20);
  expect(on[0]?.sourceX).toBe(cells[0]?.sourceX);
});

test('near, several show the same; behind the last there is the last', () => {
  const cells = placeThumbnails(THUMBNAILS, { fromMs: 36_500, spanMs: 4_400 }, 800, 45);
  expect(new Set(cells.map(({ sourceX, sourceY }) => `${sourceX},${sourceY}`))).toEqual(
    new Set(['640,90']),
  );
});

test('without any there are none', () => {
  expect(placeThumbnails({ ...THUMBNAILS, count: 0 }, WHOLE, 800, 45)).toEqual([]);
});
