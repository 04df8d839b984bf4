import { expect, test } from 'vitest';
import { formatTime, parseTime } from './times.ts';

test.each([
  [0, '0:00.000'],
  [7_033.4, '0:07.033'],
  [59_999.6, '1:00.000'],
  [245_000, '4:05.000'],
  [3_723_500, '1:02:03.500'],
  [-5, '0:00.000'],
])('%d ms is %s', (ms, text) => expect(formatTime(ms)).toBe(text));

test.each([0, 33, 999, 59_999, 60_000, 1_199_967, 3_600_000, 7_384_005])(
  '%d ms is read as it is written',
  (ms) => expect(parseTime(formatTime(ms))).toBe(ms),
);

test.each([
  ['1:23', 83_000],
  ['83.5', 83_500],
  ['1:02:03', 3_723_000],
  ['0:07,5', 7_500],
  [' 2:00.25 ', 120_250],
  ['90:00', 5_400_000],
  ['0:00.0334', 33],
])('%s is what somebody may type', (text, ms) => expect(parseTime(text)).toBe(ms));

test.each(['', 'now', '-1', '1:60', '1:2:3:4', '1:75:00', '1:', ':30', '1.2.3', '1e3', '1:007'])(
  '"%s" is no time',
  (text) => expect(parseTime(text)).toBeUndefined(),
);
