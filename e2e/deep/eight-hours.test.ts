import { describe, expect, test } from 'vitest';
import { brokenTimeLaws } from '../../server/recorder/embedded/simulation/laws.ts';
import { rows } from '../../server/recorder/embedded/simulation/rows.ts';

const EIGHT_HOURS_MS = 8 * 3_600_000;

describe('eight hours of a share, by packets that take no time', () => {
  test.each(rows(EIGHT_HOURS_MS))('everything stands in its place: $name', (row) => {
    expect(brokenTimeLaws(row, EIGHT_HOURS_MS)).toEqual([]);
  });
});
