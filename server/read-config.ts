import { loadDotEnv } from '../scripts/parts/dot-env.mjs';
import { dropSecrets } from '../scripts/parts/secrets.mjs';
import { type Config, loadConfig } from './config.ts';
import { UMASK } from './private-files.ts';
import { keepSecret } from './secrets/conceal.ts';
import { secretsOf } from './secrets/of-config.ts';

/**
 * What a program begins with: `.env` and the environment, once. The secrets stay with us: no log line shows them, and
 * nothing that we start inherits them. Files that are made from here on are for this user alone.
 * @throws ConfigError
 */
export function readConfig(): Config {
  loadDotEnv();
  const config = loadConfig(process.env);
  keepSecret(...secretsOf(config));
  // Amazon's client reads these by itself, later, where no keys of ours are set.
  keepSecret(process.env.AWS_SECRET_ACCESS_KEY, process.env.AWS_SESSION_TOKEN);
  dropSecrets(process.env);
  process.umask(UMASK);
  return config;
}
