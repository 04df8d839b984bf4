import { expect, test } from 'vitest';
import { type Frame, planRun, type Span } from './plan.ts';

const SECOND = 90_000;
const everything = () => true;

/** Pictures given by the tenth of a second in which they are shown; `k` marks a keyframe. */
function run(text: string): Frame[] {
  return text.split(' ').map((word) => ({
    pts: (Number.parseInt(word, 10) * SECOND) / 10,
    key: word.endsWith('k'),
    format: 0,
  }));
}

function describeSpan({ kind, first, last, skip, shown }: Span): string {
  const times = shown.map((pts) => (pts * 10) / SECOND).join(' ');
  return `${kind} ${first}-${last} skip ${skip}: ${times}`;
}

test.each([
  ['whole groups', '0k 1 2k 3 4k 5', 0, 6, ['copy 0-5 skip 0: 0 1 2 3 4 5']],
  ['from a keyframe', '0k 1 2k 3 4k 5', 2, 6, ['copy 2-5 skip 0: 2 3 4 5']],
  ['from the middle', '0k 1 2k 3', 1, 4, ['encode 0-1 skip 1: 1', 'copy 2-3 skip 0: 2 3']],
  ['to the middle, no B-frames', '0k 1 2k 3 4', 0, 4, ['copy 0-3 skip 0: 0 1 2 3']],
  [
    'to the middle of B-frames',
    '0k 3 1 2 6 4 5',
    0,
    6,
    ['copy 0-3 skip 0: 0 1 2 3', 'encode 0-6 skip 4: 4 5'],
  ],
  ['within a group', '0k 1 2 3 4', 1, 3, ['encode 0-2 skip 1: 1 2']],
  ['between two pictures', '0k 1 2k 3', 0.5, 3.5, ['encode 0-1 skip 1: 1', 'copy 2-3 skip 0: 2 3']],
  ['on a still page', '0k 5 9 10k 19', 7, 15, ['encode 0-2 skip 1: 5 9', 'copy 3-3 skip 0: 10']],
  ['between two pictures of a still page', '0k 9 18', 4, 6, ['copy 0-0 skip 0: 0']],
  ['before the first keyframe', '0 1 2k 3', 0, 4, ['copy 2-3 skip 0: 2 3']],
] as const)('%s', (_, pictures, from, to, spans) => {
  const plan = planRun(run(pictures), (from * SECOND) / 10, (to * SECOND) / 10, everything);
  expect(plan?.spans.map(describeSpan)).toEqual(spans);
});

test('the clip starts with its first picture, or where the range does on a still page', () => {
  const frames = run('0k 9 10k 11 12');
  expect(planRun(frames, 9.5 * 9000, 12 * 9000, everything)?.originPts).toBe(10 * 9000);
  expect(planRun(frames, 4 * 9000, 12 * 9000, everything)?.originPts).toBe(4 * 9000);
});

test('what cannot be copied is encoded as a whole', () => {
  const frames = run('0k 1 2k 3 4k 5').map((f, i) => ({ ...f, format: i < 2 ? 0 : 1 }));
  const plan = planRun(frames, 0, 6 * 9000, (format) => format === 0);
  expect(plan?.spans.map(describeSpan)).toEqual([
    'copy 0-1 skip 0: 0 1',
    'encode 2-5 skip 0: 2 3 4 5',
  ]);
});

test.each([
  ['no keyframe', '0 1 2', 0, 3],
  ['after the end of an empty range', '0k 1', 3, 3],
  ['before everything', '5k 6', 0, 4],
])('%s: nothing', (_, pictures, from, to) => {
  expect(planRun(run(pictures), from * 9000, to * 9000, everything)).toBeNull();
});
