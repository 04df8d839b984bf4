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

const NEW_LINK = 'Type /replay start in Discord for a new link.';

/** @returns the personal link's token in `#link=TOKEN` */
export function linkIn(hash: string): string | undefined {
  return new URLSearchParams(hash.replace(/^#/, '')).get('link') || undefined;
}

/**
 * Spends the link, if there is one, on a session; else takes the session that this browser has.
 * @throws ApiError with words that say where a new link comes from
 */
export async function openSession(link: string | undefined): Promise<Session> {
  if (!link) return current('This page opens with a personal link.');
  try {
    await call('POST', '/api/session', { link });
  } catch (error) {
    if (!(error instanceof ApiError) || !isRefusal(error)) throw error;
    // The same link clicked twice: the session it was spent on still stands.
    return current(error.message);
  }
  return call<Session>('GET', '/api/session');
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

async function current(why: string): Promise<Session> {
  try {
    return await call<Session>('GET', '/api/session');
  } catch (error) {
    if (!(error instanceof ApiError) || !isRefusal(error)) throw error;
    throw new ApiError(error.status, why.includes('/replay start') ? why : `${why} ${NEW_LINK}`);
  }
}

/** Refused for good, as opposed to a server that is busy or away. */
const isRefusal = ({ status }: ApiError) => status >= 400 && status < 500 && status !== 429;
