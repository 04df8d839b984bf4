import { inspect } from 'node:util';
import { ConfigError } from './config.ts';
import { UserError } from './errors.ts';
import { conceal } from './secrets/conceal.ts';

/** What a program says in its terminal before it ends: sentences as they are, everything else whole. No secrets. */
export function failureWords(error: unknown): string {
  const isSentence = error instanceof ConfigError || error instanceof UserError;
  return conceal(isSentence ? error.message : inspect(error));
}
