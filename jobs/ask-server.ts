import { installationSecret } from '../server/auth/secret.ts';
import { UserError } from '../server/errors.ts';
import { localOrigin } from '../server/http/local-origin.ts';
import type { JobConfig } from './job.ts';

const TIMEOUT_MS = 30_000;

/**
 * Asks the server on this machine: for jobs that run by hand, outside of it. See http/internal.ts.
 * @throws UserError when it doesn't answer or refuses
 */
export async function askServer({ dataDir, http }: JobConfig, path: string): Promise<Response> {
  const origin = localOrigin(http.host, http.port);
  const response = await fetch(`${origin}/api/internal/${path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${installationSecret(dataDir, 'internal')}` },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((cause) => {
    throw new UserError(
      `Hindsight does not answer at ${origin}. Is it running, with the same HOST and PORT?`,
      { cause },
    );
  });
  if (response.status === 401) {
    throw new UserError(`The server at ${origin} has another DATA_DIR than this job (${dataDir}).`);
  }
  if (!response.ok) throw new Error(`${origin} answered ${response.status} to "${path}"`);
  return response;
}
