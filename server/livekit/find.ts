import { findLivekit } from '../../scripts/parts/livekit.mjs';
import { UserError } from '../errors.ts';

/**
 * The livekit-server binary: LIVEKIT_SERVER_BIN, PATH, then what set-up left in `.cache`.
 * @throws UserError when there is none
 */
export function findLivekitServer(configured?: string): string {
  const found = findLivekit(configured);
  if (found) return found.path;
  throw new UserError(
    configured
      ? `LIVEKIT_SERVER_BIN=${configured} is no program that can be run.`
      : 'There is no livekit-server on this machine. `npm run setup` brings one; or set LIVEKIT_URL to use yours.',
  );
}
