import { expect, test } from 'vitest';
import { createLog } from '../../log.ts';
import { segmentsFrom } from '../../segments/test-sessions.ts';
import { createAskNewest } from './newest.ts';

const log = createLog('silent');
const bucket = {};
const away = async () => {
  throw new Error('away');
};
const silent = () => new Promise<never>(() => {});
const known = async () => ({
  ...{ mediaSequence: 0, ended: false },
  segments: segmentsFrom(1000, 0, 1),
});

test('a session tells when its newest segment ends, wherever it lies', async () => {
  expect(await createAskNewest({ readSession: known, log })('/s')).toEqual({
    endMs: 5000,
    segments: 2,
  });
  expect(await createAskNewest({ readSession: known, bucket, log })('/s')).toEqual({
    endMs: 5000,
    segments: 2,
  });
  const none = createAskNewest({ readSession: async () => null, bucket, log });
  expect(await none('/s')).toEqual({ endMs: null, segments: 0 });
});

test('a bucket that is away, or says nothing, is not taken for a session without segments', async () => {
  expect(await createAskNewest({ readSession: away, bucket, log })('/s')).toBe('unknown');
  expect(await createAskNewest({ readSession: silent, bucket, log })('/s')).toBe('unknown');
});

test("a folder that can't be read is a fault", async () => {
  await expect(createAskNewest({ readSession: away, log })('/s')).rejects.toThrow('away');
});
