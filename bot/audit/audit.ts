import type { LoggedRequest } from '../../sandbox/requests.ts';
import { nameOf, type Rule } from './rule.ts';

/** Checks everything that the bot has sent. @returns what is wrong, once for each kind of request */
export function audit(requests: LoggedRequest[], rules: Rule[]): string[] {
  const wrong = requests.flatMap((request) =>
    rules.flatMap((rule) => rule(request).map((what) => `${nameOf(request)}: ${what}`)),
  );
  return [...new Set(wrong)];
}
