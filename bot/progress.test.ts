import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createProgress } from './progress.ts';

const TIMES = { quietMs: 3000, everyMs: 2500 };

let startMs: number;
/** `{seconds since the start}: {words}` */
let edits: string[];
beforeEach(() => {
  vi.useFakeTimers();
  startMs = Date.now();
  edits = [];
});
afterEach(() => vi.useRealTimers());

const note = (words: string) => edits.push(`${(Date.now() - startMs) / 1000}: ${words}`);
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

test('what is done soon shows no progress', async () => {
  const progress = createProgress(async (words) => void note(words), TIMES);
  progress.say('waiting');
  await pass(2900);
  expect(progress.pause()).toBe(false);
  await pass(60_000);
  expect(edits).toEqual([]);
});

test('the last words are shown, not each; and nothing when there is nothing new', async () => {
  const progress = createProgress(async (words) => void note(words), TIMES);
  for (let percent = 1; percent <= 10; percent++) {
    progress.say(`${percent} %`);
    await pass(1000);
  }
  await pass(20_000);
  expect(edits).toEqual(['3: 3 %', '5.5: 6 %', '8: 8 %', '10.5: 10 %']);
});

test('one edit at a time: a slow one holds up the next, and is cut off by the end', async () => {
  let cutOff = false;
  const progress = createProgress(async (words, signal) => {
    note(words);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, 10_000);
      signal.addEventListener('abort', () => {
        cutOff = true;
        clearTimeout(timer);
        resolve();
      });
    });
  }, TIMES);
  progress.say('one');
  await pass(4000);
  progress.say('two');
  await pass(12_000);
  expect(edits).toEqual(['3: one', '15.5: two']);
  expect(progress.pause()).toBe(true);
  expect(cutOff).toBe(true);
  progress.say('three');
  await pass(60_000);
  expect(edits).toHaveLength(2);
});

test('an edit that fails is not repeated; the next words are tried again', async () => {
  const progress = createProgress(async (words) => {
    note(words);
    throw new Error('unknown message');
  }, TIMES);
  progress.say('one');
  await pass(30_000);
  expect(edits).toEqual(['3: one']);
  progress.say('two');
  await pass(0);
  expect(edits).toEqual(['3: one', '30: two']);
});

test('when the answer could not be put, progress goes on', async () => {
  const progress = createProgress(async (words) => void note(words), TIMES);
  progress.say('posting');
  await pass(3000);
  progress.pause();
  progress.say('shrinking');
  await pass(1000);
  progress.resume();
  await pass(10_000);
  expect(edits).toEqual(['3: posting', '5.5: shrinking']);
});
