import { inspect } from 'node:util';
import { ConfigError } from './config.ts';
import { UserError } from './errors.ts';
import { conceal } from './secrets/conceal.ts';

/** What a program says in its terminal before it ends: sentences as they are, everything else whole. No secrets. */
export function failureWords(error: unknown): string {
  const isSentence = error instanceof ConfigError || error instanceof UserError;
  return conceal(isSentence ? error.message : whole(error));
}

/** With its causes, without what hangs on it: libraries hang on what they have sent, headers included. */
function whole(error: unknown): string {
  if (!(error instanceof Error)) return inspect(error);
  const why = error.cause === undefined ? '' : `\nbecause of ${whole(error.cause)}`;
  return `${error.stack}${why}`;
}
