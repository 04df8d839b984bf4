import { expect, test } from 'vitest';
import type { Hole } from '../recorder.ts';
import { Holes } from './holes.ts';

const [SLOW, BUSY] = ['Too slow.', 'Too busy.'];

function open() {
  const told: Hole[] = [];
  return { told, holes: new Holes((hole) => told.push(hole)) };
}

test('what is missing while something does not keep up is told with its words', () => {
  const { told, holes } = open();
  holes.cause(SLOW, 102_000);
  holes.missing(101_000, 106_000);
  expect(told).toEqual([{ fromMs: 101_000, toMs: 106_000, words: SLOW }]);
});

test('a cause that goes on and off is one, and another in the middle of it does not hide it', () => {
  const { told, holes } = open();
  for (let atMs = 0; atMs < 60_000; atMs += 2000) {
    holes.cause(SLOW, atMs);
    if (atMs === 40_000) holes.cause(BUSY, atMs);
  }
  holes.missing(20_000, 62_000);
  expect(told).toEqual([{ fromMs: 20_000, toMs: 62_000, words: SLOW }]);
});

test('what the network lost, and a pause, are not told', () => {
  const { told, holes } = open();
  holes.missing(1000, 6000);
  holes.cause(BUSY, 100_000);
  // Long after it, long before it, and one that begins beside it and does not end with it.
  holes.missing(110_000, 115_000);
  holes.missing(80_000, 101_000);
  holes.missing(102_000, 900_000);
  expect(told).toEqual([]);
});

test('a cause that is noticed when the pictures are back explains what was missing before', () => {
  const { told, holes } = open();
  holes.missing(10_000, 15_000);
  holes.cause(SLOW, 15_400, 10_200);
  holes.cause(SLOW, 15_900, 10_200);
  expect(told).toEqual([{ fromMs: 10_000, toMs: 15_000, words: SLOW }]);
});

test('a hole long after the one before is told, though that was not ten minutes ago', () => {
  const { told, holes } = open();
  for (const atMs of [10_000, 100_000]) {
    holes.cause(SLOW, atMs + 5000, atMs);
    holes.missing(atMs, atMs + 5000);
  }
  expect(told.map(({ fromMs }) => fromMs)).toEqual([10_000, 100_000]);
});

test('a share that is never kept up with is told of it once in ten minutes, and of other causes at once', () => {
  const { told, holes } = open();
  for (let atMs = 0; atMs < 1_500_000; atMs += 10_000) {
    holes.cause(SLOW, atMs);
    holes.missing(atMs, atMs + 2000);
  }
  expect(told.map(({ toMs }) => toMs)).toEqual([2000, 602_000, 1_202_000]);
  holes.cause(BUSY, 1_510_000);
  holes.missing(1_510_000, 1_512_000);
  expect(told.at(-1)?.words).toBe(BUSY);
  // The server's clock is set back.
  holes.cause(SLOW, 10_000);
  holes.missing(10_000, 12_000);
  expect(told.at(-1)).toEqual({ fromMs: 10_000, toMs: 12_000, words: SLOW });
});
