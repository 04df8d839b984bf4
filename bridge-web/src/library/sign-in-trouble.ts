import { say } from './texts.ts';

const WORDS: Record<string, string> = {
  denied: say.signInDenied,
  expired: say.signInExpired,
  away: say.signInAway,
  mismatch: say.signInMismatch,
};

/** Why signing in by Discord did not work, as it stands in the address (`?signin=denied`). */
export function signInTrouble(search: string): string | undefined {
  return WORDS[new URLSearchParams(search).get('signin') ?? ''];
}

/** @returns path, query and hash of the address without it */
export function withoutTrouble(address: string): string {
  const url = new URL(address);
  url.searchParams.delete('signin');
  return `${url.pathname}${url.search}${url.hash}`;
}
