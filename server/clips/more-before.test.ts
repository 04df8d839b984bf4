import { expect, test } from 'vitest';
import type { Coverage } from '../segments/library.ts';
import { moreBefore } from './more-before.ts';

const BUFFER: Coverage = { fromMs: 1000, toMs: 600_000, bufferedMs: 0, gaps: [], ended: false };
const moreOf = (
  clip: { fromMs: number; toMs: number; sharerId?: string },
  buffer: Partial<Coverage> | null = {},
) =>
  moreBefore(
    { ownerId: '11', ...clip },
    {
      coverage: async (userId) => (buffer && userId === '11' ? { ...BUFFER, ...buffer } : null),
    },
  );
const CLIP = { fromMs: 300_000, toMs: 400_000 };

test('what is buffered before it without a gap is more', async () => {
  expect(await moreOf(CLIP)).toBe(299_000);
  const before = { fromMs: 100_000, toMs: 200_000 };
  expect(await moreOf(CLIP, { gaps: [before] })).toBe(100_000);
  const after = { fromMs: 450_000, toMs: 460_000 };
  expect(await moreOf(CLIP, { gaps: [before, after] })).toBe(100_000);
});

test.each([
  ['nothing is buffered', CLIP, null],
  ['the buffer is past its beginning', CLIP, { fromMs: 350_000 }],
  ['less than a second is left', CLIP, { fromMs: 299_500 }],
  ['it begins in a gap', CLIP, { gaps: [{ fromMs: 200_000, toMs: 320_000 }] }],
  ['the rest of it is not buffered', CLIP, { toMs: 350_000 }],
  ['it is a copy, of somebody without a buffer', { ...CLIP, sharerId: '12' }, {}],
])('none where %s', async (_, clip, buffer) => {
  expect(await moreOf(clip, buffer)).toBe(0);
});
