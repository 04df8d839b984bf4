import { expect, test } from 'vitest';
import { PacketIndex } from './packet-index.ts';

/** What becomes of packets that are all genuine. */
function take(sequences: number[]): (number | null)[] {
  const index = new PacketIndex();
  return sequences.map((sequence) => {
    const [rollovers = null] = index.rollovers(sequence);
    if (rollovers !== null) index.accept(sequence, rollovers);
    return rollovers;
  });
}

test('counts how often the numbers wrap, also when packets change places there', () => {
  expect(take([65_533, 65_535, 0, 65_534, 2, 1])).toEqual([0, 0, 1, 0, 1, 1]);
});

test('counts on over several rounds', () => {
  const round = [0, 20_000, 40_000, 60_000];
  expect(take([...round, ...round, ...round])).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]);
});

test('takes each packet once, whatever came in between', () => {
  expect(take([10, 11, 10, 13, 12, 12, 11])).toEqual([0, 0, null, 0, 0, null, null]);
});

test('takes none from before the window, and none from before the beginning', () => {
  expect(take([30_000, 34_095, 30_001, 29_999])).toEqual([0, 0, 0, null]);
  expect(take([5, 65_530])).toEqual([0, null]);
});

test('the window holds nothing of what it held a round ago', () => {
  const first = Array.from({ length: 5000 }, (_, i) => i);
  expect(take([...first, 9000, 5000, 8999]).slice(-3)).toEqual([0, 0, 0]);
});

test('a packet that proves to be none leaves no trace', () => {
  const index = new PacketIndex();
  index.accept(100, 0);
  expect(index.rollovers(30_000)).toEqual([0]);
  expect(index.rollovers(101)).toEqual([0]);
  expect(index.rollovers(65_500)).toEqual([]);
});

test('a stream that has wrapped before its first packet came is counted on', () => {
  const index = new PacketIndex();
  expect(index.rollovers(3)).toEqual([0, 1]);
  // It proves to be one of the second round.
  index.accept(3, 1);
  expect(index.rollovers(4)).toEqual([1]);
  for (const sequence of [20_000, 40_000, 60_000]) index.accept(sequence, 1);
  expect(index.rollovers(100)).toEqual([2]);
});
