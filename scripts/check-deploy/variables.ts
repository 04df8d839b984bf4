import { ConfigError, loadConfig, VARIABLES } from '../../server/config.ts';
import { FILE_VARIABLES } from '../../server/secrets/files.ts';
import { references } from './interpolate.ts';

/** Of Node and npm. */
const OTHERS = new Set(['NODE_ENV', 'HOME', 'MALLOC_ARENA_MAX']);
/** What Compose and LiveKit read themselves, in deploy/.env.example. */
const COMPOSE_ONLY = new Set(['COMPOSE_PROFILES', 'LIVEKIT_TURN_UDP_PORT', 'APP_MEMORY']);

/** Of development, of the image, of Cloud, of LiveKit on the machine itself, or of what several machines share. */
const NOT_HANDED_ON = new Set([
  ...['DISCORD_API_URL', 'DISCORD_AUTHORIZE_URL', 'FFMPEG_PATH', 'HOST', 'PORT', 'INTERNAL_URL'],
  ...['LIVEKIT_SERVER_BIN', 'LIVEKIT_NODE_IP', 'LIVEKIT_UDP_PORT', 'LIVEKIT_TCP_PORT'],
  ...['LIVEKIT_WEBHOOK_API_KEY', 'LIVEKIT_WEBHOOK_SECRET', 'ROLES', 'SHARD_IDS', 'STORE_URL'],
]);

/** What somebody sets in `.env` reaches the app. @param environments of all its services @returns problems */
export function handedOnProblems(where: string, environments: Record<string, unknown>[]): string[] {
  const given = new Set(environments.flatMap(Object.keys));
  return VARIABLES.filter(
    (name) =>
      !NOT_HANDED_ON.has(name) &&
      !FILE_VARIABLES.includes(name) &&
      !given.has(name) &&
      !given.has(`${name}_FILE`),
  ).map((name) => `${where}: ${name} is not handed on to the app`);
}

/** The app's environment: only variables that it reads, all that it demands. @returns problems */
export function appProblems(where: string, environment: Record<string, unknown>): string[] {
  const env = Object.fromEntries(
    Object.entries(environment).map(([name, value]) => fromFile(name, String(value))),
  );
  const unknown = Object.keys(env)
    .filter((name) => !VARIABLES.includes(name) && !OTHERS.has(name))
    .map((name) => `${where}: ${name} is no variable of Hindsight's (server/config.ts)`);
  return [...unknown, ...refused(where, env)];
}

/** A secret that comes as a file is not here yet. */
function fromFile(name: string, value: string): [string, string] {
  if (!FILE_VARIABLES.includes(name)) return [name, value];
  const secret = name.slice(0, -'_FILE'.length);
  return [secret, secret === 'STORE_URL' ? 'redis://from-a-file' : 'from-a-file'];
}

function refused(where: string, env: Record<string, string>): string[] {
  try {
    const { recorder, livekit } = loadConfig(env);
    const demanded = recorder === 'egress' ? ['REPLAY_SEGMENTS_PATH'] : [];
    // Without it the app would start a LiveKit of its own, and without a token the sandbox.
    if (!livekit.url) demanded.push('LIVEKIT_URL');
    return ['DISCORD_TOKEN', 'PUBLIC_URL', 'DATA_DIR', ...demanded]
      .filter((name) => !env[name])
      .map((name) => `${where}: ${name} is not given`);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const [, ...lines] = error.message.split('\n');
    return lines.map((line) => `${where}: ${line.trim()}`);
  }
}

/** Every `${NAME}` of a Compose file is explained in an example. */
export function referenceProblems(where: string, text: string, shown: string[]): string[] {
  return references(text)
    .filter((name) => !shown.includes(name))
    .map((name) => `${where}: \${${name}} is explained in no .env.example`);
}

/** deploy/.env.example shows what Compose takes, and nothing else. */
export function exampleProblems(shown: string[], composeTexts: string[]): string[] {
  const used = new Set(composeTexts.flatMap(references));
  return shown.flatMap((name) => {
    if (name !== 'COMPOSE_PROFILES' && !used.has(name))
      return `deploy/.env.example: nothing uses ${name}`;
    return VARIABLES.includes(name) || COMPOSE_ONLY.has(name)
      ? []
      : `deploy/.env.example: ${name} is no variable of Hindsight's, LiveKit's or Compose's`;
  });
}
