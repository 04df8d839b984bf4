import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSegmentLibrary } from '../segments/library.ts';
import { segmentsFrom, writeSession } from '../segments/test-sessions.ts';
import { en } from '../words/en.ts';
import { settleRange } from './settle-range.ts';

const T = Date.UTC(2026, 0, 1);
let folder: string;
let live: boolean;
let arriving: boolean;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-'));
  live = true;
  arriving = false;
});
afterEach(() => rm(folder, { recursive: true }));

/** A share that has recorded `count` segments of 2 s since T. */
function record(count: number, ended = false) {
  return writeSession(folder, '1', T, { segments: segmentsFrom(T, 0, count - 1), ended });
}

function settle(fromMs: number, toMs: number, last = true) {
  const segments = createSegmentLibrary({ segmentsPath: folder });
  const buffers = { segments, isLive: async () => live, isArriving: async () => arriving };
  return settleRange({ sharerId: '1', fromMs: T + fromMs, toMs: T + toMs, last }, buffers);
}

test('a range that is buffered is taken as it is', async () => {
  await record(10);
  expect(await settle(5000, 15_000)).toEqual({ fromMs: T + 5000, toMs: T + 15_000 });
});

test('a clip up to now waits for the segment that holds now', async () => {
  await record(5);
  let settled = false;
  const range = settle(3000, 11_000).then((found) => {
    settled = true;
    return found;
  });
  await sleep(350);
  expect(settled).toBe(false);
  await record(6);
  expect(await range).toEqual({ fromMs: T + 3000, toMs: T + 11_000 });
});

test('when the share has ended, "the last" are those before its end', async () => {
  await record(10, true);
  live = false;
  expect(await settle(60_000, 70_000)).toEqual({ fromMs: T + 10_000, toMs: T + 20_000 });
});

test('a stretch between two moments is never moved', async () => {
  await record(10, true);
  live = false;
  expect(await settle(15_000, 25_000, false)).toEqual({ fromMs: T + 15_000, toMs: T + 20_000 });
});

test('a share that ends while one waits is not waited for', async () => {
  await record(5);
  const range = settle(0, 12_000);
  live = false;
  expect(await range).toEqual({ fromMs: T - 2000, toMs: T + 10_000 });
});

test('the end of a share that is over is waited for while it is under way', async () => {
  await record(3);
  live = false;
  arriving = true;
  const range = settle(6000, 12_000);
  await sleep(250);
  await record(5);
  arriving = false;
  expect(await range).toEqual({ fromMs: T + 4000, toMs: T + 10_000 });
});

test('nothing buffered is said in words', async () => {
  live = false;
  await expect(settle(0, 10_000)).rejects.toThrow('/replay start');
});

test('who is being recorded, and of whom nothing has arrived, is told that', async () => {
  const now = performance.now();
  // The time that is waited is over at the second look.
  const clock = vi
    .spyOn(performance, 'now')
    .mockReturnValueOnce(now)
    .mockReturnValue(now + 60_000);
  try {
    await expect(settle(0, 10_000)).rejects.toMatchObject({
      ...{ status: 503, message: en.asked.notThereYet },
    });
  } finally {
    clock.mockRestore();
  }
});
