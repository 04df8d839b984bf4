import { expect, test } from 'vitest';
import { createOnce } from './once.ts';

test('what is asked for twice within moments is done once, other things beside it', async () => {
  const once = createOnce<number>(50);
  let done = 0;
  const work = async () => ++done;
  expect(await Promise.all([once('a', work), once('a', work), once('b', work)])).toEqual([1, 1, 2]);
  expect(await once('a', work)).toBe(1);
  await expect.poll(() => once('a', work), { interval: 60 }).toBe(3);
});

test('what failed can be tried again at once', async () => {
  const once = createOnce<number>();
  const fail = () => once('a', () => Promise.reject(new Error('no')));
  await expect(fail()).rejects.toThrow('no');
  expect(await once('a', async () => 7)).toBe(7);
});
