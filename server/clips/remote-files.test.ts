import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { skipWithout } from '../../e2e/support/parts.ts';
import { createS3Bucket } from '../storage/s3.ts';
import { type S3Server, startS3 } from '../storage/s3-server.ts';
import { inBucket, type RemoteFiles, sharedFolder } from './remote-files.ts';

const missing = await skipWithout('versitygw');

let path: string;
let files: RemoteFiles;
beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'hindsight-handed-'));
});
afterEach(() => rm(path, { recursive: true }));

const give = (name: string) =>
  files.give(name, async (folder) => {
    await mkdir(join(folder, 'voice'));
    await writeFile(join(folder, 'voice', '00000.ts'), name);
  });
const taken = (name: string) =>
  files.take(name, async (folder) => {
    const names = await readdir(folder).catch((): string[] => []);
    return names.includes('voice') ? `${await readFile(join(folder, 'voice', '00000.ts'))}` : null;
  });

function handsFilesOver(): void {
  test('what one gives, others take, until it is removed', async () => {
    await give('a');
    await give('b');
    expect(await Promise.all([taken('a'), taken('a'), taken('b')])).toEqual(['a', 'a', 'b']);
    await files.remove('a');
    await files.remove('a');
    expect(await Promise.all([taken('a'), taken('b')])).toEqual([null, 'b']);
    // What may be taken still stays.
    await files.sweep();
    expect(await taken('b')).toBe('b');
  });

  test('what could not be given is not there in part', async () => {
    const giving = files.give('c', async (folder) => {
      await mkdir(join(folder, 'voice'));
      await writeFile(join(folder, 'voice', '00000.ts'), 'half');
      throw new Error('the disk is full');
    });
    await expect(giving).rejects.toThrow('the disk is full');
    expect(await taken('c')).toBeNull();
    expect(await readdir(path)).toEqual([]);
  });
}

describe('in a folder', () => {
  beforeEach(() => {
    files = sharedFolder(path);
  });
  handsFilesOver();

  test('what was left by processes that died goes; what is young stays', async () => {
    await give('old');
    await give('young');
    const longAgo = new Date(Date.now() - 7 * 3600_000);
    await utimes(join(path, 'old'), longAgo, longAgo);
    await files.sweep();
    expect(await readdir(path)).toEqual(['young']);
  });
});

describe.skipIf(missing)('in a bucket', () => {
  let server: S3Server;
  beforeAll(async () => {
    server = await startS3();
  });
  afterAll(() => server.stop());
  beforeEach(() => {
    files = inBucket(createS3Bucket(server.config), path);
  });
  handsFilesOver();
});
