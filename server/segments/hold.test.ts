import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hold } from './hold.ts';
import type { Segment } from './range.ts';

const OTHER_DISK = '/dev/shm';
let folder: string;
let segments: Segment[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-hold-'));
  segments = Array.from({ length: 20 }, (_, i) => ({
    file: join(folder, `segment_${i}.ts`),
    startMs: i * 2000,
    durationMs: 2000,
    folder,
    discontinuity: false,
  }));
  for (const { file, startMs } of segments) await writeFile(file, String(startMs));
});
afterEach(() => rm(folder, { recursive: true }));

/** What is held, read after the originals are gone. */
async function readHeld(held: Segment[]): Promise<string[]> {
  for (const { file } of segments) await rm(file, { force: true });
  return Promise.all(held.map(({ file }) => readFile(file, 'utf8')));
}

test('what is held stays when the segments are deleted, in the same order', async () => {
  const workDir = join(folder, 'work', 'clip');
  const held = await hold(segments, workDir);
  expect(held.map(({ file: _, ...rest }) => rest)).toEqual(
    segments.map(({ file: _, ...rest }) => rest),
  );
  const [first, original] = await Promise.all([
    stat(held[0]?.file ?? ''),
    stat(segments[0]?.file ?? ''),
  ]);
  expect(first.ino).toBe(original.ino);
  expect(await readHeld(held)).toEqual(segments.map(({ startMs }) => String(startMs)));
});

test('one that has vanished is left out, and what follows is no continuation', async () => {
  for (const i of [0, 5, 6]) await rm(segments[i]?.file ?? '');
  const held = await hold(segments, join(folder, 'work'));
  expect(held).toHaveLength(17);
  expect(held.filter((s) => s.discontinuity).map((s) => s.startMs)).toEqual([2000, 14_000]);
  expect(await readdir(join(folder, 'work'))).toHaveLength(17);
});

const otherDisk = await Promise.all([stat(OTHER_DISK), stat(tmpdir())]).then(
  ([a, b]) => a.dev !== b.dev,
  () => false,
);
if (!otherDisk) console.log(`skipped: holding by copy, because ${OTHER_DISK} is no other disk`);
test.skipIf(!otherDisk)('where links are refused, it copies', async () => {
  const workDir = await mkdtemp(join(OTHER_DISK, 'hindsight-hold-'));
  try {
    await rm(segments[1]?.file ?? '');
    const held = await hold(segments, workDir);
    expect(await readdir(workDir)).toHaveLength(19);
    expect(await readHeld(held)).toEqual(held.map(({ startMs }) => String(startMs)));
  } finally {
    await rm(workDir, { recursive: true });
  }
});

test('a work folder that cannot be made is an error', async () => {
  await writeFile(join(folder, 'file'), '');
  await expect(hold(segments, join(folder, 'file', 'work'))).rejects.toThrow('ENOTDIR');
});
