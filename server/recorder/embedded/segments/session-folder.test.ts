import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UserError } from '../../../errors.ts';
import { makeFolder } from './session-folder.ts';

test('a folder on a disk that can not be written to fails in words', async () => {
  // Nobody makes folders there, not even root.
  const failed = await makeFolder('/sys/hindsight/1').catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(UserError);
});

test('two sessions never share a folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'session-folder-'));
  await makeFolder(join(folder, 'ada', '1'));
  await expect(makeFolder(join(folder, 'ada', '1'))).rejects.toThrow('EEXIST');
  await rm(folder, { recursive: true });
});
