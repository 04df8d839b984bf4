import { expect, test } from 'vitest';
import { cuesOf, webVtt } from './captions.ts';

const CLIP = { durationMs: 20_000, exactMarks: true };

test('a clip says what it is, then its markers, each until the next one or four seconds', () => {
  const marks = [
    { videoMs: 12_000, label: 'won' },
    { videoMs: 2000, label: 'first' },
    { videoMs: 18_000, label: 'late' },
  ];
  expect(cuesOf('Ace · Ada', { ...CLIP, marks })).toEqual([
    { fromMs: 0, toMs: 2000, text: 'Ace · Ada' },
    { fromMs: 2000, toMs: 6000, text: 'first' },
    { fromMs: 12_000, toMs: 16_000, text: 'won' },
    { fromMs: 18_000, toMs: 20_000, text: 'late' },
  ]);
});

test('markers of one moment are shown together: at the beginning, and where a gap was cut out', () => {
  const marks = [
    { videoMs: 0, label: 'go' },
    { videoMs: 5000, label: 'lost' },
    { videoMs: 5000, label: 'back' },
  ];
  expect(cuesOf('Ace · Ada', { ...CLIP, marks })).toEqual([
    { fromMs: 0, toMs: 4000, text: 'Ace · Ada · go' },
    { fromMs: 5000, toMs: 9000, text: 'lost · back' },
  ]);
});

test('markers at the very end and without a label are not shown', () => {
  const marks = [
    { videoMs: 20_000, label: 'after' },
    { videoMs: 10_000, label: '' },
  ];
  expect(cuesOf('Ace · Ada', { ...CLIP, marks }).map(({ text }) => text)).toEqual(['Ace · Ada']);
});

test('where it is not known what was cut out, a marker is only about where it is', () => {
  const marks = [
    { videoMs: 12_000, label: 'won' },
    { videoMs: 5000, label: '' },
  ];
  const cues = cuesOf('Ace · Ada', { ...CLIP, exactMarks: false, marks });
  expect(cues.map(({ text }) => text)).toEqual(['Ace · Ada', 'won (about here)']);
});

test('a label can’t break out of its cue', () => {
  const text = 'a <b>\n\n00:00:01.000 --> & b';
  expect(webVtt([{ fromMs: 62_500, toMs: 3_600_000, text }])).toBe(
    'WEBVTT\n\n00:01:02.500 --> 01:00:00.000 line:5%\na &lt;b> 00:00:01.000 → &amp; b\n',
  );
});
