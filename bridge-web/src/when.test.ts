import { expect, test } from 'vitest';
import { inTime, shortDay } from './when.ts';

const HOUR = 3600_000;

test.each([
  [7 * 24 * HOUR - 60_000, 'in 7 days'],
  [3 * 24 * HOUR + HOUR, 'in 3 days'],
  [2.4 * 24 * HOUR, 'in 2 days'],
  [24 * HOUR, 'in 1 day'],
  [24 * HOUR - 1, 'in 23 hours'],
  [90 * 60_000, 'in 1 hour'],
  [20 * 60_000, 'in 20 minutes'],
  [5000, 'in 1 minute'],
  [-HOUR, 'in 1 minute'],
])('what goes after %i ms goes %s', (ms, words) => expect(inTime(1e12 + ms, 1e12)).toBe(words));

test('a card says the time today, then the day, and the year of another one', () => {
  const now = new Date(2026, 4, 12, 21, 4).getTime();
  expect(shortDay(now - HOUR, now)).toMatch(/^8:04/);
  expect(shortDay(now - 30 * 24 * HOUR, now)).toMatch(/Apr/);
  expect(shortDay(now - 30 * 24 * HOUR, now)).not.toMatch(/2026/);
  expect(shortDay(now - 400 * 24 * HOUR, now)).toMatch(/2025/);
});
