import { readFileSync } from 'node:fs';
import { SECRETS } from '../../scripts/parts/secrets.mjs';

type Env = Record<string, string | undefined>;

const FILE = '_FILE';

/** `DISCORD_TOKEN_FILE` and the like: as Docker and Kubernetes hand out secrets, in files that no child inherits. */
export const FILE_VARIABLES: string[] = SECRETS.map((name) => name + FILE);

/**
 * Puts what the files of secrets hold in the place of the variables.
 * @returns the whole environment, and what is wrong with it in sentences that tell no secret
 */
export function withSecretFiles(env: Env): { env: Env; problems: string[] } {
  const whole = { ...env };
  const problems: string[] = [];
  for (const name of SECRETS) {
    const file = env[name + FILE];
    if (!file) continue;
    delete whole[name + FILE];
    if (env[name]) {
      problems.push(`${name} and ${name}${FILE} are both set: it is one or the other`);
      continue;
    }
    try {
      whole[name] = secretIn(file);
    } catch (error) {
      problems.push(`${name}${FILE} ${(error as Error).message}`);
    }
  }
  return { env: whole, problems };
}

/** Without the line's end that editors leave. @throws Error that goes on behind the variable's name */
function secretIn(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`names ${file}, which can't be read (${code})`);
  }
  if (text === '') throw new Error(`names ${file}, which is empty`);
  if (/[\r\n]/.test(text)) throw new Error(`names ${file}, which has more than one line`);
  return text;
}
