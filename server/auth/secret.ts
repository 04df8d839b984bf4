import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keepSecret } from '../secrets/conceal.ts';

/**
 * A secret of this installation, made once and kept in DATA_DIR, readable by its owner alone.
 * @returns 32 random bytes as base64url
 */
export function installationSecret(dataDir: string, name: string): string {
  const file = join(dataDir, `${name}.key`);
  mkdirSync(dataDir, { recursive: true });
  try {
    // 'wx' lets one of two processes that start together win; the other one reads.
    writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const secret = readFileSync(file, 'utf8').trim();
  keepSecret(secret);
  return secret;
}

/** From now on another one counts, at once and as a whole. */
export function replaceSecret(dataDir: string, name: string, secret: string): void {
  const file = join(dataDir, `${name}.key`);
  const part = `${file}.${process.pid}`;
  keepSecret(secret);
  writeFileSync(part, secret, { mode: 0o600 });
  renameSync(part, file);
}
