import { expect, test } from 'vitest';
import type { Mark } from '../marks/marks.ts';
import { lastOf, needPossible, needRange, sinceMark } from './asked-range.ts';

const NOW = 1_763_900_000_000;
const markAt = (agoMs: number) => ({ atMs: NOW - agoMs }) as Mark;

test.each([
  ['no mark', undefined, undefined, 120_000],
  ['a mark that no clip has shown', markAt(10_000), undefined, 10_000],
  ['a mark after the last clip', markAt(10_000), NOW - 30_000, 10_000],
  ['a mark that a clip has shown', markAt(10_000), NOW - 5000, 120_000],
  ['a mark after the end that is asked for', markAt(-1000), undefined, 120_000],
])('with %s, what is meant begins there or not', async (_, mark, lastClipEnd, agoMs) => {
  const marks = { last: async () => mark, lastClipEnd: async () => lastClipEnd };
  const range = await sinceMark({ userId: '11', endMs: NOW, format: undefined, marks });
  expect(range).toEqual({ fromMs: NOW - agoMs, toMs: NOW, last: agoMs === 120_000 });
});

test('without a mark, a GIF is as long as one can be', async () => {
  const marks = { last: async () => undefined, lastClipEnd: async () => undefined };
  const range = await sinceMark({ userId: '11', endMs: NOW, format: 'gif', marks });
  expect(range).toEqual(lastOf(15_000, NOW));
});

test.each([
  [lastOf(999, NOW), undefined, 'at least a second'],
  [lastOf(16_000, NOW), 'gif', 'A GIF can be 15 seconds long'],
  [lastOf(20 * 60_000 + 1, NOW), undefined, 'Only the last 20m are kept'],
  [{ fromMs: NOW - 1_300_000, toMs: NOW - 1_200_000, last: false }, undefined, 'Only the last 20m'],
] as const)('%j as %s is refused: %s', (range, format, words) => {
  const asked = { momentMs: NOW, windowMs: 20 * 60_000, format };
  expect(() => needRange(range, asked)).toThrow(words);
});

test('what is kept can be had, up to the whole window', () => {
  const asked = { momentMs: NOW, windowMs: 20 * 60_000, format: undefined };
  expect(needRange(lastOf(20 * 60_000, NOW), asked)).toBeUndefined();
});

test('choices that contradict one another are refused, others are not', () => {
  expect(() => needPossible({ format: 'gif', quality: 'link' })).toThrow('leave out');
  expect(() => needPossible({ format: 'audio', to: 'library' })).toThrow(
    'The library keeps videos',
  );
  for (const choice of [{}, { quality: 'link' }, { format: 'gif', to: 'dm' }] as const) {
    expect(needPossible(choice)).toBeUndefined();
  }
});
