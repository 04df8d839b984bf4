import { expect, test } from 'vitest';
import { isShortened } from './shortened.ts';

test('a clip is shortened where its range is longer than its video, but not by a picture', () => {
  const range = { fromMs: 1_000_000, toMs: 1_020_000 };
  expect(isShortened({ ...range, durationMs: 20_000 })).toBe(false);
  expect(isShortened({ ...range, durationMs: 19_930 })).toBe(false);
  expect(isShortened({ ...range, durationMs: 20_070 })).toBe(false);
  expect(isShortened({ ...range, durationMs: 18_000 })).toBe(true);
});
