import { expect, test } from 'vitest';
import { SentBytes } from './sent-bytes.ts';

/** One reading a second, of so many bytes each. */
function count(sent: SentBytes, fromMs: number, perSecond: number[]) {
  let total = 0;
  sent.add(fromMs, total);
  perSecond.forEach((bytes, i) => {
    total += bytes;
    sent.add(fromMs + (i + 1) * 1000, total);
  });
}

test('nothing is known before two readings', () => {
  const sent = new SentBytes(60_000);
  expect(sent.bitrate(1000)).toBeUndefined();
  sent.add(0, 500);
  expect(sent.bitrate(1000)).toBeUndefined();
  sent.add(1000, 1500);
  expect(sent.bitrate(1000)).toBe(8000);
});

test('the rate is that of the last so much', () => {
  const sent = new SentBytes(60_000);
  count(sent, 0, [1000, 1000, 1000, 4000, 4000]);
  expect(sent.bitrate(2000)).toBe(32_000);
  expect(sent.bitrate(5000)).toBe((11_000 * 8) / 5);
  // More than was counted: all of it.
  expect(sent.bitrate(600_000)).toBe((11_000 * 8) / 5);
});

test('a pause and a new connection count for nothing', () => {
  const sent = new SentBytes(60_000);
  count(sent, 0, [1000, 1000]);
  count(sent, 300_000, [1000, 1000]);
  expect(sent.bitrate(600_000)).toBe(8000);
  // The same moment, another connection's counter.
  sent.add(303_000, 10);
  sent.add(304_000, 1010);
  expect(sent.bitrate(600_000)).toBe(8000);
});

test('what left the window is forgotten', () => {
  const sent = new SentBytes(3000);
  count(sent, 0, [9000, 1000, 1000, 1000]);
  expect(sent.bitrate(60_000)).toBe(8000);
});
