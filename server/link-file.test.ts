import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { linkFile } from './link-file.ts';
import { sweepParts } from './whole-file.ts';

const OTHER_DISK = '/dev/shm';
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-link-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('one file by two names, in place of what had the second', async () => {
  const [file, name] = [join(folder, 'file'), join(folder, 'name')];
  await writeFile(file, 'new');
  await writeFile(name, 'old');
  await linkFile(file, name);
  expect((await stat(name)).ino).toBe((await stat(file)).ino);
});

const otherDisk = await Promise.all([stat(OTHER_DISK), stat(tmpdir())]).then(
  ([a, b]) => a.dev !== b.dev,
  () => false,
);
if (!otherDisk) console.log(`skipped: copies, because ${OTHER_DISK} is no other disk`);
describe.skipIf(!otherDisk)('where links are refused', () => {
  let away: string;
  beforeEach(async () => {
    away = await mkdtemp(join(OTHER_DISK, 'hindsight-link-'));
  });
  afterEach(() => rm(away, { recursive: true }));

  test('a copy', async () => {
    await writeFile(join(away, 'file'), 'text');
    await linkFile(join(away, 'file'), join(folder, 'name'));
    expect(await readFile(join(folder, 'name'), 'utf8')).toBe('text');
    expect(await readdir(folder)).toEqual(['name']);
  });

  test('killed with -9 in the middle of a copy: there is no half of a file, and the rest is swept', async () => {
    const [file, name] = [join(away, 'large'), join(folder, 'clip.mp4')];
    // Of one hole: it takes no memory there, but a while to write here.
    const bytes = 2 ** 30;
    await using handle = await open(file, 'w');
    await handle.truncate(bytes);
    const module = pathToFileURL(join(import.meta.dirname, 'link-file.ts')).href;
    const code = `(await import(${JSON.stringify(module)})).linkFile(...process.argv.slice(1))`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code, file, name], {
      stdio: 'inherit',
    });
    const ended = once(child, 'exit');
    await expect.poll(() => readdir(folder), { interval: 1, timeout: 20_000 }).not.toEqual([]);
    child.kill('SIGKILL');
    expect((await ended)[1]).toBe('SIGKILL');
    expect(await readdir(folder)).toEqual(['clip.mp4.part']);
    await writeFile(join(folder, 'other.mp4'), '');
    await sweepParts(folder);
    expect(await readdir(folder)).toEqual(['other.mp4']);
  });
});

test('a folder that was never made has nothing to sweep', async () => {
  await sweepParts(join(folder, 'none'));
});
