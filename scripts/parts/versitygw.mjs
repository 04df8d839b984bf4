import { join } from 'node:path';
import { buildWithGo } from './go-build.mjs';
import { isExecutable, onPath } from './on-path.mjs';
import { CACHE } from './paths.mjs';
import { ask, versionIn } from './run.mjs';

/** What set-up brings; another version on PATH is fine. */
export const VERSITYGW_VERSION = '1.8.0';
const MODULE = 'github.com/versity/versitygw/cmd/versitygw';
const CACHED = join(CACHE, `versitygw-${VERSITYGW_VERSION}`);

/** @returns {{ path: string, from: string } | undefined} */
export function findVersitygw() {
  const found = onPath('versitygw');
  if (found) return { path: found, from: 'PATH' };
  return isExecutable(CACHED) ? { path: CACHED, from: '.cache' } : undefined;
}

/** A server that speaks S3 over a local folder. @type {import('./part.mjs').Part} */
export const versitygw = {
  name: 'versitygw',
  find() {
    const found = findVersitygw();
    return found && { ...found, version: () => versionIn(ask(found.path, '--version')) };
  },
  bring: () => buildWithGo(MODULE, VERSITYGW_VERSION, CACHED),
  otherwise:
    'Install Go 1.21 or newer (https://go.dev/dl, unpacked to /usr/local/go) and run this again; or put ' +
    'a versitygw on PATH (https://github.com/versity/versitygw/releases).',
};
