import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { clipFilesContract } from './files.contract.ts';
import { createLocalClipFiles } from './files-local.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clip-files-local-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('in a local folder', () =>
  clipFilesContract(async () => createLocalClipFiles(join(folder, 'clips'))));

test('clips are linked, not copied', async () => {
  const files = createLocalClipFiles(join(folder, 'clips'));
  await writeFile(join(folder, 'made'), 'video');
  await files.put('1', 'mp4', join(folder, 'made'));
  await files.copy('1', '2');
  await files.hold('2', join(folder, 'work'));
  expect((await stat(files.localFile('1', 'mp4'))).nlink).toBe(4);
  // Where it lies is where it is read.
  expect(await files.reach('1', join(folder, 'unused'))).toBe(files.localFile('1', 'mp4'));
});

test('half a file that a killed process left is swept away', async () => {
  const files = createLocalClipFiles(folder);
  await writeFile(join(folder, '1.mp4'), 'video');
  await writeFile(join(folder, '2.mp4.part'), 'half');
  await files.sweep();
  expect(await readdir(folder)).toEqual(['1.mp4']);
});
