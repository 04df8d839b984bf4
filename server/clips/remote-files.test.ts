import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RemoteFiles, sharedFolder } from './remote-files.ts';

let path: string;
let files: RemoteFiles;
beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'hindsight-handed-'));
  files = sharedFolder(path);
});
afterEach(() => rm(path, { recursive: true }));

const give = (name: string) =>
  files.give(name, async (folder) => {
    await mkdir(join(folder, 'voice'));
    await writeFile(join(folder, 'voice', '00000.ts'), name);
  });

test('what one gives, another takes, until it is removed', async () => {
  await give('a');
  const taken = await files.take('a', (folder) => readFile(join(folder, 'voice', '00000.ts')));
  expect(`${taken}`).toBe('a');
  await files.remove('a');
  await files.remove('a');
  expect(await readdir(path)).toEqual([]);
});

test('what could not be given is not there in part', async () => {
  const giving = files.give('a', async (folder) => {
    await writeFile(join(folder, '00000.ts'), 'half');
    throw new Error('the disk is full');
  });
  await expect(giving).rejects.toThrow('the disk is full');
  expect(await readdir(path)).toEqual([]);
});

test('what was left by processes that died goes; what is young stays', async () => {
  await give('old');
  await give('young');
  const longAgo = new Date(Date.now() - 7 * 3600_000);
  await utimes(join(path, 'old'), longAgo, longAgo);
  await files.sweep();
  expect(await readdir(path)).toEqual(['young']);
});
