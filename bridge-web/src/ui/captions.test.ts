import { expect, test } from 'vitest';
import { cuesOf, webVtt } from './captions.ts';

const CLIP = { about: 'Ace · Ada', fromMs: 1_000_000, toMs: 1_020_000, durationMs: 20_000 };

test('a clip says what it is, then its markers, each until the next one or four seconds', () => {
  const marks = [
    { atMs: 1_012_000, label: 'won' },
    { atMs: 1_002_000, label: 'first' },
    { atMs: 1_018_000, label: 'late' },
  ];
  expect(cuesOf({ ...CLIP, marks })).toEqual([
    { fromMs: 0, toMs: 2000, text: 'Ace · Ada' },
    { fromMs: 2000, toMs: 6000, text: 'first' },
    { fromMs: 12_000, toMs: 16_000, text: 'won' },
    { fromMs: 18_000, toMs: 20_000, text: 'late' },
  ]);
});

test('markers outside of the clip and without a label are not shown', () => {
  const marks = [
    { atMs: 999_000, label: 'before' },
    { atMs: 1_020_000, label: 'after' },
    { atMs: 1_010_000, label: '' },
  ];
  expect(cuesOf({ ...CLIP, marks }).map(({ text }) => text)).toEqual(['Ace · Ada']);
});

test('where gaps were cut out, a marker is only about where it is', () => {
  const marks = [
    { atMs: 1_012_000, label: 'won' },
    { atMs: 1_005_000, label: '' },
  ];
  const cues = cuesOf({ ...CLIP, toMs: 1_025_000, marks });
  expect(cues.map(({ text }) => text)).toEqual(['Ace · Ada', 'won (about here)']);
});

test('a label can’t break out of its cue', () => {
  const text = 'a <b>\n\n00:00:01.000 --> & b';
  expect(webVtt([{ fromMs: 62_500, toMs: 3_600_000, text }])).toBe(
    'WEBVTT\n\n00:01:02.500 --> 01:00:00.000 line:5%\na &lt;b> 00:00:01.000 → &amp; b\n',
  );
});
