import { installationSecret } from '../../../server/auth/secret.ts';
import type { Config } from '../../../server/config.ts';
import type { AppState } from '../../../server/http/app-state.ts';
import { localOrigin } from '../../../server/http/local-origin.ts';
import { type Finding, why } from '../check.ts';

const NAME = 'hindsight';
const ANSWER_WITHIN_MS = 5_000;

/** Asks the process on this machine how it is. `state` is null when it isn't running or isn't ours. */
export async function askApp(config: Config): Promise<{ state: AppState | null; says: Finding[] }> {
  const origin = localOrigin(config.http.host, config.http.port);
  const none = (finding: Omit<Finding, 'name'>) => ({
    state: null,
    says: [{ name: NAME, ...finding }],
  });
  const isUp = await get(`${origin}/healthz`).catch(() => null);
  if (!isUp?.ok) {
    const says = `nothing answers at ${origin}: only what needs no running Hindsight is examined`;
    const todo = 'Start it, and run the doctor once more beside it, with the same .env.';
    return none({ state: 'note', says, todo });
  }
  try {
    const authorization = `Bearer ${installationSecret(config.dataDir, 'internal')}`;
    const answer = await get(`${origin}/api/internal/state`, { authorization });
    if (answer.status === 401) {
      const says = `${origin} is up, with another DATA_DIR than ${config.dataDir}`;
      const todo = 'Run the doctor where Hindsight runs, with the same .env.';
      return none({ state: 'missing', says, todo });
    }
    if (!answer.ok) throw new Error(`it answers ${answer.status}`);
    const state = (await answer.json()) as AppState;
    const says = `running at ${origin}, process ${state.pid}, recorder ${state.recorder}`;
    return { state, says: [{ name: NAME, state: 'ok', says }, ...judgeSetup(config, state)] };
  } catch (error) {
    const todo = 'Is it this version of Hindsight? Its log tells more.';
    return none({ state: 'missing', says: `${origin} does not tell: ${why(error)}`, todo });
  }
}

/** What the process was started with against what the doctor reads now. */
function judgeSetup(config: Config, state: AppState): Finding[] {
  const differing = [
    state.recorder !== config.recorder && 'RECORDER',
    state.segmentsPath !== config.segmentsPath && 'REPLAY_SEGMENTS_PATH',
    config.livekit.url && state.livekitUrl !== config.livekit.url && 'LIVEKIT_URL',
    config.http.publicUrl && state.publicUrl !== config.http.publicUrl && 'PUBLIC_URL',
  ].filter((name) => typeof name === 'string');
  if (differing.length === 0) return [];
  const says = `${differing.join(', ')}: not what the running Hindsight was started with`;
  const todo = 'Restart it after a change of .env, or run the doctor with its environment.';
  return [{ name: NAME, state: 'missing', says, todo }];
}

/** `/readyz`: of each part whether it answers. */
export async function checkReady(config: Config): Promise<Finding> {
  const name = 'ready';
  const url = `${localOrigin(config.http.host, config.http.port)}/readyz`;
  try {
    const answer = await get(url);
    const { parts } = (await answer.json()) as { parts: Record<string, string> };
    const silent = Object.keys(parts).filter((part) => parts[part] !== 'answers');
    if (silent.length === 0) {
      return { name, state: 'ok', says: `${Object.keys(parts).join(', ')} answer Hindsight` };
    }
    const todo = 'Its log tells why; what the doctor finds below may too.';
    return {
      name,
      state: 'missing',
      says: `Hindsight gets no answer of: ${silent.join(', ')}`,
      todo,
    };
  } catch (error) {
    return { name, state: 'missing', says: `${url}: ${why(error)}`, todo: 'Its log tells why.' };
  }
}

function get(url: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, { headers, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
}
