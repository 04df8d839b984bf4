import { join } from 'node:path';
import { buildWithGo } from './go-build.mjs';
import { downloadRelease } from './livekit-release.mjs';
import { isExecutable, onPath } from './on-path.mjs';
import { CACHE } from './paths.mjs';
import { ask, versionIn } from './run.mjs';

/** What set-up brings; another version on PATH is fine. */
export const LIVEKIT_VERSION = '1.13.5';
const MODULE = 'github.com/livekit/livekit-server/cmd/server';
const CACHED = join(CACHE, `livekit-server-${LIVEKIT_VERSION}`);

/**
 * @param {string | undefined} configured LIVEKIT_SERVER_BIN: when given, nothing else will do
 * @returns {{ path: string, from: string } | undefined}
 */
export function findLivekit(configured) {
  if (configured) {
    return isExecutable(configured) ? { path: configured, from: 'LIVEKIT_SERVER_BIN' } : undefined;
  }
  const found = onPath('livekit-server');
  if (found) return { path: found, from: 'PATH' };
  return isExecutable(CACHED) ? { path: CACHED, from: '.cache' } : undefined;
}

/** @type {import('./part.mjs').Part} */
export const livekit = {
  name: 'livekit-server',
  variable: 'LIVEKIT_SERVER_BIN',
  find() {
    const found = findLivekit(process.env.LIVEKIT_SERVER_BIN);
    return found && { ...found, version: () => versionIn(ask(found.path, '--version')) };
  },
  async bring() {
    const notReleased = await tryTo(() => downloadRelease(LIVEKIT_VERSION, CACHED));
    if (!notReleased) return;
    console.log(`    ${notReleased}; building it with Go instead, once, which takes minutes`);
    const notBuilt = await tryTo(() => buildWithGo(MODULE, LIVEKIT_VERSION, CACHED));
    if (notBuilt) throw new Error(`${notReleased}, and ${notBuilt}`);
  },
  otherwise:
    'Install Go 1.21 or newer (https://go.dev/dl, unpacked to /usr/local/go) and run this again; or put ' +
    'a livekit-server on PATH (https://github.com/livekit/livekit/releases); or set LIVEKIT_URL to yours.',
};

/**
 * @param {() => Promise<void>} step
 * @returns {Promise<string | undefined>} why it did not work
 */
async function tryTo(step) {
  try {
    await step();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
