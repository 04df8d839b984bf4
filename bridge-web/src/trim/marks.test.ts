import { expect, test } from 'vitest';
import { markBeside } from './marks.ts';

const MARKS = [1000, 5000, 5400].map((atMs) => ({ id: String(atMs), atMs, label: 'x' }));

test.each([
  [0, 1, '1000'],
  [1000, 1, '5000'],
  [5000, 1, '5400'],
  [5400, 1, undefined],
  [9000, -1, '5400'],
  [5000, -1, '1000'],
  [1000, -1, undefined],
] as const)('from %d ms, one way (%d) leads to %s', (ms, way, id) =>
  expect(markBeside(MARKS, ms, way)?.id).toBe(id),
);
