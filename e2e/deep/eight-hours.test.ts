import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { brokenTimeLaws } from '../../server/recorder/embedded/time/simulation/laws.ts';
import { rows } from '../../server/recorder/embedded/time/simulation/rows.ts';
import { simulate } from '../../server/recorder/embedded/time/simulation/simulate.ts';

const EIGHT_HOURS_MS = 8 * 3_600_000;
/** A number for each packet of an hour would be more. */
const GROWTH_BYTES = 1 << 20;

describe('eight hours of a share, by packets that take no time', () => {
  test.each(rows(EIGHT_HOURS_MS))('everything stands in its place: $name', (row) => {
    expect(brokenTimeLaws(row, EIGHT_HOURS_MS)).toEqual([]);
  });

  test('what is remembered does not grow', () => {
    setFlagsFromString('--expose-gc');
    const collect: () => void = runInNewContext('gc');
    const heap: number[] = [];
    simulate({ quartzPpm: 50, soundPpm: 50 }, EIGHT_HOURS_MS, () => {
      collect();
      heap.push(process.memoryUsage().heapUsed);
    });
    const [, settled = 0, ...later] = heap;
    expect(later).toHaveLength(6);
    expect(Math.max(...later) - settled).toBeLessThan(GROWTH_BYTES);
  });
});
