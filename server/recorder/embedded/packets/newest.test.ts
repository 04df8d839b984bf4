import { expect, test } from 'vitest';
import { Newest } from './newest.ts';

test('what comes late or again is not the newest; a sender that began anew is', () => {
  const newest = new Newest();
  const taken = [65_534, 65_535, 0, 65_535, 2, 1, 2, 3].map((one) => newest.take(one));
  expect(taken).toEqual([true, true, true, false, true, false, false, true]);
  expect(newest.take(40_000)).toBe(true);
  expect(newest.take(40_001)).toBe(true);
});
