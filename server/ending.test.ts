import { expect, test } from 'vitest';
import { createEnding } from './ending.ts';

test('from its beginning on it is not ready, and what is left gets less', async () => {
  let nowMs = 1000;
  const ending = createEnding(26_000, () => nowMs);
  await ending.check();
  expect(ending.leftMs()).toBe(26_000);
  nowMs = 5000;
  expect(ending.leftMs()).toBe(26_000);
  ending.begin();
  nowMs = 15_000;
  // Told a second time, it does not begin anew.
  ending.begin();
  expect(ending.leftMs()).toBe(16_000);
  await expect(ending.check()).rejects.toThrow('the process ends');
  nowMs = 60_000;
  expect(ending.leftMs()).toBe(0);
});
