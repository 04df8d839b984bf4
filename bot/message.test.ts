import { expect, test } from 'vitest';
import type { Clip } from '../server/clips/library.ts';
import type { ClipOrder } from '../server/clips/order.ts';
import { clipFileName, clipWords } from './message.ts';

const toMs = Date.UTC(2026, 10, 23, 20, 31, 5);
const order = { sharerId: '1', fromMs: toMs - 120_000, toMs } as ClipOrder;
const clip = { title: '', fromMs: toMs - 120_000, toMs, durationMs: 120_000 } as Clip;

test('who, how long and when', () => {
  const from = Math.floor(clip.fromMs / 1000);
  expect(clipWords(order, clip)).toBe(`<@1> · 2m · <t:${from}:T> to <t:${from + 120}:T>`);
});

test('a clip shorter than asked for says so', () => {
  const words = clipWords(order, { ...clip, durationMs: 48_000 });
  expect(words).toContain('2m was asked for; this is all that is buffered.');
});

test('a clip that was encoded again says so, with size and limit', () => {
  const fitted = { reencoded: true, width: 854, height: 480, limitBytes: 10 * 1024 * 1024 };
  expect(clipWords(order, clip, fitted)).toContain('854×480 to fit the 10 MB');
  expect(clipWords(order, clip, { ...fitted, reencoded: false })).not.toContain('Encoded');
});

test('its file is named by length and time', () => {
  expect(clipFileName(clip)).toBe('clip-2m-20261123-203105.mp4');
});

test('a title means nothing to Discord', () => {
  const words = clipWords(order, { ...clip, title: '[a](http://x) \\[b](http://y) *c*' });
  const [heading] = words.split('\n');
  expect(heading).toBe('**\\[a\\](http\\://x) \\\\\\[b\\](http\\://y) \\*c\\***');
});
