import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createOnce } from './once.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const sleep = (ms: number) => vi.advanceTimersByTimeAsync(ms);

test('what is asked for twice within moments is done once, other things beside it', async () => {
  const { once } = createOnce<number>(50);
  let done = 0;
  const work = async () => ++done;
  expect(await Promise.all([once('a', work), once('a', work), once('b', work)])).toEqual([1, 1, 2]);
  expect(await once('a', work)).toBe(1);
  await sleep(60);
  expect(await once('a', work)).toBe(3);
});

test('what failed can be tried again at once', async () => {
  const { once } = createOnce<number>();
  const fail = () => once('a', () => Promise.reject(new Error('no')));
  await expect(fail()).rejects.toThrow('no');
  expect(await once('a', async () => 7)).toBe(7);
});

test('what came to nothing afterwards can be tried again at once, and that counts for as long', async () => {
  const { once, forget } = createOnce<number>(100);
  let done = 0;
  const work = async () => ++done;
  expect([await once('a', work), await once('b', work)]).toEqual([1, 2]);
  await sleep(60);
  forget(1);
  await sleep(1);
  expect([await once('a', work), await once('b', work)]).toEqual([3, 2]);
  // The first one's time is over, the second one's is not.
  await sleep(60);
  expect(await once('a', work)).toBe(3);
});
