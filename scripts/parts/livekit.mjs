import { join } from 'node:path';
import { isExecutable, onPath } from './on-path.mjs';
import { CACHE } from './paths.mjs';

/** The version that set-up brings; others from PATH are fine. */
export const LIVEKIT_VERSION = '1.13.5';
export const CACHED_LIVEKIT = join(CACHE, `livekit-server-${LIVEKIT_VERSION}`);

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
  return isExecutable(CACHED_LIVEKIT) ? { path: CACHED_LIVEKIT, from: '.cache' } : undefined;
}
