import { expect, test } from 'vitest';
import { LANGUAGES, wordsIn } from '../server/words/words.ts';
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
  ['2 Min.', 120_000],
  ['90 Sekunden', 90_000],
  ['1 Std.', 3_600_000],
  ['2 Stunden', 7_200_000],
  ['1,5 Std', 5_400_000],
  ['1 Minute und 30 Sekunden', 90_000],
  ['1 Std. 2 Min. 3 Sek.', 3_723_000],
])('%o is %i ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(['', 'soon', '2x', 'm', '-2m', '1:3', '30s2m', '2m2m', '1m30', '٣m', '1e3'])(
  '%o is no duration',
  (text) => {
    expect(parseDuration(text)).toBeNull();
  },
);

test('formatting and parsing are inverses, in every language', () => {
  for (let s = 1; s < 20_000; s = Math.ceil(s * 1.13)) {
    expect(parseDuration(formatDuration(s * 1000))).toBe(s * 1000);
    for (const language of LANGUAGES) {
      expect(parseDuration(wordsIn(language).duration(s * 1000))).toBe(s * 1000);
    }
  }
});
