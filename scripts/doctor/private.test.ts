import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadConfig } from '../../server/config.ts';
import { checkPrivate } from './private.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-doctor-private-'));
});
afterEach(() => rm(folder, { recursive: true }));

const look = () => checkPrivate(loadConfig({ DATA_DIR: folder }), join(folder, '.env'));

test('what nobody else may read is fine', async () => {
  await writeFile(join(folder, '.env'), '', { mode: 0o600 });
  expect(await look()).toMatchObject([{ state: 'ok' }]);
});

test('folders and an .env that everybody may read are noted, with what to type', async () => {
  const segments = join(folder, 'replay-segments');
  await mkdir(segments);
  await writeFile(join(folder, '.env'), '');
  for (const path of [folder, segments]) await chmod(path, 0o755);
  await chmod(join(folder, '.env'), 0o644);
  expect((await look()).map(({ state, todo }) => [state, todo])).toEqual([
    ['note', `chmod 700 ${folder}`],
    ['note', `chmod 770 ${segments}`],
    ['note', `chmod 600 ${join(folder, '.env')}`],
  ]);
});
