import { expect, test } from 'vitest';
import { clock, duration } from './words.ts';

test.each([
  [0, '0:00'],
  [-5, '0:00'],
  [7_999, '0:07'],
  [65_000, '1:05'],
  [1_200_000, '20:00'],
  [3_723_000, '1:02:03'],
])('clock of %i ms', (ms, text) => expect(clock(ms)).toBe(text));

test.each([
  [1_000, '1 second'],
  [45_000, '45 seconds'],
  [60_000, '1 minute'],
  [90_000, '90 seconds'],
  [1_200_000, '20 minutes'],
])('duration of %i ms', (ms, text) => expect(duration(ms)).toBe(text));
