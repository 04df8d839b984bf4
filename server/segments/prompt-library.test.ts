import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { UserError } from '../errors.ts';
import { createSegmentLibrary } from './library.ts';
import { localFiles } from './local-files.ts';
import { promptLibrary } from './prompt-library.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Over storage that answers after so long, ms. */
function libraryOver(answersAfterMs: number) {
  const files = {
    ...localFiles,
    numbered: async () => {
      await sleep(answersAfterMs);
      return [];
    },
  };
  return promptLibrary(createSegmentLibrary({ segmentsPath: '/nowhere', files }));
}

test('storage that does not answer is told of after five seconds, whatever was asked', async () => {
  const library = libraryOver(30_000);
  const failed = (work: Promise<unknown>) => work.catch((error: unknown) => error);
  const asked = [library.coverage('1'), library.between('1', 0, 1), library.bytes('1')].map(failed);
  await vi.advanceTimersByTimeAsync(4900);
  expect(await Promise.race([...asked, Promise.resolve('waits')])).toBe('waits');
  await vi.advanceTimersByTimeAsync(200);
  for (const error of await Promise.all(asked)) {
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({
      status: 503,
      message: expect.stringContaining('does not answer'),
    });
  }
});

test('what answers in time does, and no timer is left', async () => {
  const answer = libraryOver(100).coverage('1');
  await vi.advanceTimersByTimeAsync(200);
  expect(await answer).toBeNull();
  expect(vi.getTimerCount()).toBe(0);
});
