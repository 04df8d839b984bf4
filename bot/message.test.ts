import { expect, test } from 'vitest';
import type { Clip } from '../server/clips/library.ts';
import type { ClipOrder } from '../server/clips/order.ts';
import { clipFileName, clipWords } from './message.ts';

const toMs = Date.UTC(2026, 10, 23, 20, 31, 5);
const order = {
  id: '1300000000000000000',
  sharerId: '1',
  requesterId: '1',
  fromMs: toMs - 120_000,
  toMs,
} as ClipOrder;
const clip = { title: '', fromMs: toMs - 120_000, toMs, durationMs: 120_000 } as Clip;

test('who, how long and when', () => {
  const from = Math.floor(clip.fromMs / 1000);
  expect(clipWords(order, clip)).toBe(`<@1> · 2m · <t:${from}:T> to <t:${from + 120}:T>`);
});

test('posted by somebody else, where Discord does not say by whom: it is told', () => {
  const theirs = { ...order, requesterId: '2' };
  expect(clipWords(theirs, clip)).toContain('Posted by <@2>');
  const answer = { applicationId: '4', token: 't', limitBytes: 0, sinceMs: toMs };
  expect(clipWords({ ...theirs, answer }, clip)).not.toContain('<@2>');
});

test('gaps that were closed up before are not taken for what is missing', () => {
  const asked = { ...order, fromMs: order.fromMs - 600_000 };
  expect(clipWords(asked, clip)).toContain('this is all that is buffered');
  expect(clipWords({ ...asked, lengthMs: 120_000 }, clip)).not.toContain('-#');
});

test('a clip shorter than asked for says so', () => {
  const words = clipWords(order, { ...clip, durationMs: 48_000 });
  expect(words).toContain('2m was asked for; this is all that is buffered.');
});

test('a clip that was encoded again says so, with size and limit', () => {
  const fitted = { width: 854, height: 480, limitBytes: 10 * 1024 * 1024 };
  expect(clipWords(order, clip, { fitted })).toContain('854×480 to fit the 10 MB');
  expect(clipWords(order, clip)).not.toContain('Encoded');
});

test('only its end, or a link in its place: it says so, and does not blame the buffer', () => {
  const end = { ...clip, fromMs: toMs - 40_000, durationMs: 40_000 };
  const words = clipWords(order, end, { endOfMs: 120_000 });
  expect(words).toContain('Only the last 40s of 2m fit here and are still worth watching.');
  expect(words).not.toContain('buffered');
  const full = clipWords({ ...order, quality: 'full' }, end, { endOfMs: 120_000 });
  expect(full).toContain('in full quality');
  const linked = clipWords(order, clip, { link: 'https://x.example/c/1' });
  expect(linked.split('\n').at(-1)).toBe('https://x.example/c/1');
  expect(linked).toContain('Too large');
  const wanted = clipWords({ ...order, quality: 'link' }, clip, { link: 'https://x.example/c/1' });
  expect(wanted).not.toContain('Too large');
});

test('its file is named by length, time and order', () => {
  const name = clipFileName(order, clip);
  expect(name).toMatch(/^clip-2m-20261123-203105-[0-9a-z]{7}\.mp4$/);
  expect(clipFileName({ ...order, id: '1300000000000000001' }, clip)).not.toBe(name);
  expect(clipFileName({ ...order, format: 'audio' }, clip)).toMatch(/\.m4a$/);
});

test('a title means nothing to Discord', () => {
  const words = clipWords(order, { ...clip, title: '[a](http://x) \\[b](http://y) *c*' });
  const [heading] = words.split('\n');
  expect(heading).toBe('**\\[a\\](http\\://x) \\\\\\[b\\](http\\://y) \\*c\\***');
});
