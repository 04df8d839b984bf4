import { installationSecret } from '../server/auth/secret.ts';
import { UserError } from '../server/errors.ts';
import { localOrigin } from '../server/http/local-origin.ts';
import type { JobConfig } from './job.ts';
import type { TaskName } from './tasks.ts';

/**
 * Asks the server on this machine: for jobs that run by hand, outside of it. See http/internal.ts.
 * @param timeoutMs how long its answer may take
 * @throws UserError when it doesn't answer or refuses
 */
export async function askServer(
  { dataDir, http }: Pick<JobConfig, 'dataDir' | 'http'>,
  { task, dryRun, timeoutMs }: { task: TaskName; dryRun: boolean; timeoutMs: number },
): Promise<unknown> {
  const origin = localOrigin(http.host, http.port);
  const response = await fetch(`${origin}/api/internal/tasks/${task}${dryRun ? '?dryRun' : ''}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${installationSecret(dataDir, 'internal')}` },
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((cause) => {
    throw new UserError(
      `Hindsight does not answer at ${origin}. Is it running, with the same HOST and PORT?`,
      { cause },
    );
  });
  if (response.status === 401) {
    throw new UserError(`The server at ${origin} has another DATA_DIR than this job (${dataDir}).`);
  }
  if (!response.ok) throw new Error(`${origin} answered ${response.status} to "${task}"`);
  return response.status === 204 ? undefined : response.json();
}
