import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../server/config.ts';
import { ROOT } from '../parts/paths.mjs';
import type { Finding } from './check.ts';

const NAME = 'private';

/** Whether what lies on the disk, and the secrets in `.env`, are for nobody else's eyes. */
export async function checkPrivate(
  { dataDir, segmentsPath, bucket }: Config,
  dotEnv = join(ROOT, '.env'),
): Promise<Finding[]> {
  const paths = [
    { path: dataDir, mode: '700' },
    ...(bucket ? [] : [{ path: segmentsPath, mode: '770' }]),
    { path: dotEnv, mode: '600' },
  ];
  const found = await Promise.all(paths.map(({ path, mode }) => openToAll(path, mode)));
  const open = found.filter((each) => each !== null);
  const says = 'no other user of this machine may read what is kept';
  return open.length > 0 ? open : [{ name: NAME, state: 'ok', says }];
}

/** @returns null where it is not, or where Windows has other means */
async function openToAll(path: string, rather: string): Promise<Finding | null> {
  const seen = await stat(path).catch(() => null);
  if (!seen || (seen.mode & 0o007) === 0 || process.platform === 'win32') return null;
  const says = `${path} is open to every user of this machine (mode ${(seen.mode & 0o777).toString(8)})`;
  return { name: NAME, state: 'note', says, todo: `chmod ${rather} ${path}` };
}
