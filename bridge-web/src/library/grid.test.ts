import { expect, test } from 'vitest';
import { cardByKey, cardsNear, heightOf, type Layout, layoutOf, placeOf } from './grid.ts';

test.each([
  [328, 1],
  [528, 2],
  [1248, 4],
  [2496, 9],
])('a grid of %i px has %i columns, and they fill it', (width, columns) => {
  const layout = layoutOf(width, 16);
  expect(layout.columns).toBe(columns);
  expect(columns * layout.cardWidth + (columns - 1) * layout.gap).toBeCloseTo(width);
});

test('larger letters make fewer and higher cards', () => {
  const [plain, large] = [layoutOf(1248, 16), layoutOf(1248, 32)];
  expect(large.columns).toBeLessThan(plain.columns);
  const textOf = ({ cardHeight, cardWidth }: Layout) => cardHeight - (cardWidth * 9) / 16;
  expect(textOf(large)).toBeCloseTo(2 * textOf(plain), -1);
});

const LAYOUT = { columns: 4, cardWidth: 300, cardHeight: 270, gap: 10 };

test('cards stand in rows, and the last row needs its room, too', () => {
  expect(placeOf(0, LAYOUT)).toEqual({ left: 0, top: 0 });
  expect(placeOf(5, LAYOUT)).toEqual({ left: 310, top: 280 });
  expect(heightOf(0, LAYOUT)).toBe(0);
  expect(heightOf(4, LAYOUT)).toBe(270);
  expect(heightOf(5, LAYOUT)).toBe(550);
});

test('of ten thousand clips those near the screen are there', () => {
  expect(cardsNear({ top: 0, bottom: 800 }, 10_000, LAYOUT)).toEqual({ from: 0, to: 20 });
  // Rows 1000 to 1002 are seen.
  const middle = cardsNear({ top: 280_000, bottom: 280_800 }, 10_000, LAYOUT);
  expect(middle).toEqual({ from: 3992, to: 4020 });
  expect(cardsNear({ top: 900_000, bottom: 900_800 }, 10, LAYOUT)).toEqual({ from: 10, to: 10 });
  expect(cardsNear({ top: -5000, bottom: -4000 }, 10, LAYOUT)).toEqual({ from: 0, to: 0 });
});

test.each([
  ['ArrowRight', 3, 4],
  ['ArrowLeft', 0, undefined],
  ['ArrowDown', 3, 7],
  ['ArrowDown', 8, undefined],
  ['ArrowUp', 5, 1],
  ['Home', 7, 0],
  ['End', 0, 9],
  ['Enter', 2, undefined],
])('%s on card %i leads to %s', (key, from, to) =>
  expect(cardByKey(key, from, 10, LAYOUT)).toBe(to),
);
