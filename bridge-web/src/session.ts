import { ApiError, call } from './api.ts';

/** Who is here and for which channel; times in ms. */
export interface Session {
  user: { id: string; name: string; avatarUrl?: string | null };
  /** Both null for somebody who signed in with Discord and has not chosen a channel. */
  guild: { id: string; name: string } | null;
  channel: { id: string; name: string } | null;
  /** How far back one can clip, which is also how long everything is kept. */
  windowMs: number;
}

/** @returns the personal link's token in `#link=TOKEN` */
export function linkIn(hash: string): string | undefined {
  return new URLSearchParams(hash.replace(/^#/, '')).get('link') || undefined;
}

/**
 * Spends the link, if there is one, on a session; else takes the session that this browser has.
 * @param instead sign out whoever else is signed in in this browser
 * @throws ApiError 401 when there is neither; 409 when the link is for somebody else, see `otherPerson`
 */
export async function openSession(link: string | undefined, instead = false): Promise<Session> {
  if (!link) return current();
  try {
    await call('POST', '/api/session', { link, ...(instead && { instead }) });
  } catch (error) {
    if (!(error instanceof ApiError) || !isRefusal(error) || error.status === 409) throw error;
    // The same link clicked twice: the session it was spent on still stands.
    return current().catch((none) => {
      throw isRefusal(none) ? error : none;
    });
  }
  return current();
}

/** Who is signed in in this browser, by name, and whom the link is for that was refused because of that. */
export interface OtherPerson {
  signedInAs: string;
  linkFor: string;
}

/** @returns undefined when something else is wrong */
export function otherPerson({ status, details }: ApiError): OtherPerson | undefined {
  const { signedInAs, linkFor } = details;
  if (status !== 409 || typeof signedInAs !== 'string' || typeof linkFor !== 'string') {
    return undefined;
  }
  return { signedInAs, linkFor };
}

export const endSession = () => call<void>('DELETE', '/api/session');
export const endSessionsEverywhere = () => call<void>('DELETE', '/api/session/all');

const listeners = new Set<() => void>();

/** What a page calls when the server does not know it any more (401): it leads to signing in again. */
export function signedOut(): void {
  for (const listener of listeners) listener();
}

/** @returns a function that ends it */
export function onSignedOut(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const current = () => call<Session>('GET', '/api/session');

/** Refused for good, as opposed to a server that is busy or away. */
const isRefusal = ({ status }: ApiError) => status >= 400 && status < 500 && status !== 429;
