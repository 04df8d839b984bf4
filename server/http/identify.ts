import type { Context } from 'koa';
import type { Identity } from '../auth/identity.ts';
import type { Services } from '../services.ts';

export const SESSION_COOKIE = 'hindsight_session';

/** The token of the request: the pages' cookie, or a Bearer token. Empty when there is none. */
export function tokenOf(ctx: Context): string {
  const [, bearer] = /^Bearer (.+)$/.exec(ctx.get('Authorization')) ?? [];
  return bearer ?? ctx.cookies.get(SESSION_COOKIE) ?? '';
}

/** @throws UserError (401) for somebody who is not signed in */
export function identify(ctx: Context, { sessions }: Services): Promise<Identity> {
  return sessions.read(tokenOf(ctx));
}
