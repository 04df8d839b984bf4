import { expect, test } from 'vitest';
import { formatDuration, parseDuration } from './duration.ts';

test.each([
  ['2m', 120_000],
  ['90s', 90_000],
  ['1m30s', 90_000],
  ['1m 30s', 90_000],
  ['1:30', 90_000],
  ['1:00:05', 3_605_000],
  ['2 min', 120_000],
  ['2 Minutes', 120_000],
  ['1.5m', 90_000],
  ['1,5 min', 90_000],
  ['1h', 3_600_000],
  ['1h2m3s', 3_723_000],
  [' 45 ', 45_000],
  ['0s', 0],
])('%o is %i ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(['', 'soon', '2x', 'm', '-2m', '1:3', '30s2m', '2m2m', '1m30', '٣m', '1e3'])(
  '%o is no duration',
  (text) => {
    expect(parseDuration(text)).toBeNull();
  },
);

test('formatting and parsing are inverses', () => {
  for (let s = 1; s < 20_000; s = Math.ceil(s * 1.13)) {
    expect(parseDuration(formatDuration(s * 1000))).toBe(s * 1000);
  }
});
