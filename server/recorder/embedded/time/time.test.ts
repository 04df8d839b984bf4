import { expect, test } from 'vitest';
import { brokenTimeLaws } from './simulation/laws.ts';
import { rows } from './simulation/rows.ts';

/** All eight hours of it: `npm run test:deep`. */
const HALF_AN_HOUR_MS = 1_800_000;

test.each(rows(HALF_AN_HOUR_MS))(
  'half an hour stands in its place: $name',
  (row) => {
    expect(brokenTimeLaws(row, HALF_AN_HOUR_MS)).toEqual([]);
  },
  60_000,
);
