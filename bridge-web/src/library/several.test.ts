import { expect, test } from 'vitest';
import { ApiError } from '../api.ts';
import { inParts } from './several.ts';

const many = Array.from({ length: 250 }, (_, i) => String(i));

test('many are dealt with a hundred at a time, and the results are one', async () => {
  const sizes: number[] = [];
  const result = await inParts(many, async (part) => {
    sizes.push(part.length);
    const [bad = '', ...done] = part;
    return { done, failed: [{ id: bad, error: 'no' }] };
  });
  expect(sizes).toEqual([100, 100, 50]);
  expect(result.done).toHaveLength(247);
  expect(result.failed.map(({ id }) => id)).toEqual(['0', '100', '200']);
});

test('when the server goes in between, what was done is known, and the rest failed', async () => {
  let asked = 0;
  const result = await inParts(many, async (part) => {
    if (++asked === 2) throw new ApiError(0, 'away');
    return { done: part, failed: [] };
  });
  expect(result.done).toEqual(many.slice(0, 100));
  expect(result.failed).toHaveLength(150);
  expect(result.failed[0]).toEqual({ id: '100', error: 'away' });
  expect(asked).toBe(2);
});

test('when nothing was done at all, that is an error', async () => {
  const refused = () => Promise.reject(new ApiError(401, 'signed out'));
  await expect(inParts(many, refused)).rejects.toMatchObject({ status: 401 });
});
