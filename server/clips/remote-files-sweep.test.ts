import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BucketObject } from '../storage/bucket.ts';
import { inBucket, ORDERED, sharedFolder } from './remote-files.ts';

const HOUR_MS = 3600_000;
/** By how old it is, ms: what renders left goes after hours, what an order waits with only after days. */
const AGES = { young: HOUR_MS, old: 7 * HOUR_MS, ancient: 8 * 24 * HOUR_MS };
const NAMES = Object.keys(AGES).flatMap((age) => [`held-${age}`, `${ORDERED}${age}`]);
const KEPT = [`held-young`, `${ORDERED}old`, `${ORDERED}young`];
const changedAtMs = (name: string) => Date.now() - AGES[name.split('-')[1] as keyof typeof AGES];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remote-files-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('in a folder: what an order waits with stays longer than what renders have left', async () => {
  const files = sharedFolder(folder);
  for (const name of NAMES) {
    await files.give(name, async () => {});
    const then = changedAtMs(name) / 1000;
    await utimes(join(folder, name), then, then);
  }
  await files.sweep();
  expect((await readdir(folder)).sort()).toEqual(KEPT);
});

test('in a bucket the same, by the bucket’s own times', async () => {
  // No bucket lets its objects be made older.
  const removed: string[] = [];
  const bucket = {
    put: async () => {},
    fetch: async () => true,
    async *list(): AsyncIterable<BucketObject> {
      for (const name of NAMES) {
        yield { key: `renders/${name}/00000.ts`, bytes: 1, changedAtMs: changedAtMs(name) };
      }
    },
    remove: async (keys: string[]) => void removed.push(...keys),
  };
  await inBucket(bucket, folder).sweep();
  const gone = NAMES.filter((name) => !KEPT.includes(name));
  expect(removed).toEqual(gone.map((name) => `renders/${name}/00000.ts`));
});
