import { expect, test } from 'vitest';
import { gapsIn } from './gaps.ts';

const at = (startMs: number, durationMs = 2000) => ({ startMs, durationMs });

test('what follows closely has no gap, what is missing is one', () => {
  expect(gapsIn([])).toEqual([]);
  expect(gapsIn([at(0), at(2000), at(4100)])).toEqual([]);
  expect(gapsIn([at(0), at(2000), at(9000), at(11_000), at(20_000)])).toEqual([
    { fromMs: 4000, toMs: 9000 },
    { fromMs: 13_000, toMs: 20_000 },
  ]);
});

test('neither the order nor an overlap makes a gap', () => {
  expect(gapsIn([at(4000), at(0), at(2000)])).toEqual([]);
  expect(gapsIn([at(0, 10_000), at(2000), at(10_000)])).toEqual([]);
});
