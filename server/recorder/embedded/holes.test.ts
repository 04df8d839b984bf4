import { expect, test } from 'vitest';
import type { Hole } from '../recorder.ts';
import { Holes } from './holes.ts';

function open() {
  const told: Hole[] = [];
  return { told, holes: new Holes((hole) => told.push(hole)) };
}

test('what is missing while something does not keep up is told with its words', () => {
  const { told, holes } = open();
  holes.slow(100_000, 'Too slow.');
  holes.missing(101_000, 106_000);
  expect(told).toEqual([{ fromMs: 101_000, toMs: 106_000, words: 'Too slow.' }]);
});

test('what goes on for long is the cause of what begins in the middle of it', () => {
  const { told, holes } = open();
  for (let atMs = 0; atMs < 60_000; atMs += 2000) holes.slow(atMs, 'Too slow.');
  holes.missing(20_000, 70_000);
  expect(told).toEqual([{ fromMs: 20_000, toMs: 70_000, words: 'Too slow.' }]);
});

test('what the network lost, and a pause, are not told', () => {
  const { told, holes } = open();
  holes.missing(1000, 6000);
  holes.slow(100_000, 'Too slow.');
  holes.missing(110_000, 115_000);
  holes.slow(150_000, 'Too slow.');
  holes.missing(120_000, 190_000);
  expect(told).toEqual([]);
});

test('a share that is never kept up with is told of it once in ten minutes', () => {
  const { told, holes } = open();
  for (let atMs = 0; atMs < 1_500_000; atMs += 10_000) {
    holes.slow(atMs, 'Too slow.');
    holes.missing(atMs, atMs + 2000);
  }
  expect(told.map(({ toMs }) => toMs)).toEqual([2000, 602_000, 1_202_000]);
});
