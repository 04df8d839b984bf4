import { appendFile, link, mkdtemp, readdir, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { segmentFile } from '../segments/playlist.ts';
import { createLedger } from './ledger.ts';
import { writeSegments } from './test-disk.ts';

const START_MS = 1_795_000_000_000;
let path = '';
let nowMs = START_MS;
const now = () => nowMs;
beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'hindsight-ledger-'));
});
afterEach(() => rm(path, { recursive: true }));

const bytesOf = async (ledger: ReturnType<typeof createLedger>) =>
  Object.fromEntries((await ledger.survey()).map(({ userId, bytes }) => [userId, bytes]));

test('people have what their sessions take, microphones among it', async () => {
  await writeSegments(path, '1', { startMs: START_MS, count: 3, bytes: 100 });
  await writeSegments(path, '2', { startMs: START_MS, count: 2, bytes: 10 });
  await writeSegments(join(path, '2'), 'voice', { startMs: START_MS, count: 1, bytes: 7 });
  await writeFile(join(path, '1', String(START_MS), 'other.txt'), 'not ours');
  const ledger = createLedger({ segmentsPath: path, now });
  const sessions = await ledger.survey();
  expect(sessions.map(({ userId, bytes }) => [userId, bytes]).sort()).toEqual([
    ['1', 300],
    ['2', 20],
    ['2', 7],
  ]);
  const ada = sessions.find(({ userId }) => userId === '1');
  expect(ada?.segments.map(({ endMs }) => endMs - START_MS)).toEqual([2000, 4000, 6000]);
});

test('a later look finds what came, what grew and what others deleted', async () => {
  const folder = await writeSegments(path, '1', { startMs: START_MS, count: 3, bytes: 100 });
  const ledger = createLedger({ segmentsPath: path, now });
  await ledger.survey();
  await appendFile(join(folder, segmentFile(2)), Buffer.alloc(50));
  expect(await bytesOf(ledger)).toEqual({ '1': 350 });
  await writeFile(join(folder, segmentFile(3)), Buffer.alloc(5));
  await writeFile(join(folder, segmentFile(4)), Buffer.alloc(5));
  await unlink(join(folder, segmentFile(0)));
  await unlink(join(folder, segmentFile(1)));
  expect(await bytesOf(ledger)).toEqual({ '1': 160 });
  await rm(join(path, '1'), { recursive: true });
  expect(await bytesOf(ledger)).toEqual({});
});

test('what the playlist did not list yet is placed once it does', async () => {
  const folder = await writeSegments(path, '1', { startMs: START_MS, count: 1, bytes: 1 });
  const ledger = createLedger({ segmentsPath: path, now });
  await writeFile(join(folder, segmentFile(1)), 'x');
  const [before] = await ledger.survey();
  expect(before?.segments[1]?.endMs).toBeGreaterThan(0);
  await writeSegments(path, '1', { startMs: START_MS, count: 2, bytes: 1 });
  nowMs += 60_000;
  const [after] = await ledger.survey();
  expect(after?.segments.map(({ endMs }) => endMs - START_MS)).toEqual([2000, 4000]);
});

test('deleting leaves what is newer and, where it should free something, what is held', async () => {
  const folder = await writeSegments(path, '1', { startMs: START_MS, count: 5, bytes: 100 });
  await link(join(folder, segmentFile(1)), join(path, 'held.ts'));
  const ledger = createLedger({ segmentsPath: path, now });
  const [session] = await ledger.survey();
  if (!session) throw new Error('there is a session');
  expect(await ledger.deleteUntil(session, START_MS + 6000, true)).toBe(2);
  const left = async () => (await readdir(folder)).filter((name) => name.endsWith('.ts'));
  expect(await left()).toEqual([1, 3, 4].map(segmentFile));
  expect(session.bytes).toBe(300);
  expect(await ledger.deleteUntil(session, START_MS + 6000, false)).toBe(1);
  expect(await left()).toEqual([3, 4].map(segmentFile));
  expect(await bytesOf(ledger)).toEqual({ '1': 200 });
});
