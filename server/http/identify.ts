import type { Context } from 'koa';
import type { Identity } from '../auth/identity.ts';
import { SESSION_LIFE_MS, type Session } from '../auth/sessions.ts';
import { UserError } from '../errors.ts';
import type { Services } from '../services.ts';
import { ownCookie } from './cookies.ts';

export const sessionCookie = ({ config }: Pick<Services, 'config'>) =>
  ownCookie('hindsight_session', config);

/** What a program sends with its request; empty when there is none. */
export function bearerOf(ctx: Context): string {
  const [, bearer = ''] = /^Bearer (.+)$/i.exec(ctx.get('Authorization')) ?? [];
  return bearer;
}

/**
 * The page's session. Renews the cookie where that is due.
 * @throws UserError (401) for somebody who is not signed in; a key has no session
 */
export async function sessionOf(ctx: Context, services: Services): Promise<Session> {
  if (bearerOf(ctx)) {
    throw new UserError((words) => words.signIn.pagesAlone, { status: 401 });
  }
  const cookie = sessionCookie(services);
  const session = await services.sessions.read(cookie.get(ctx));
  if (session.renewed) cookie.set(ctx, session.renewed, SESSION_LIFE_MS);
  return session;
}

/** @throws UserError (401) for somebody who is not signed in */
export async function identify(ctx: Context, services: Services): Promise<Identity> {
  return (await sessionOf(ctx, services)).identity;
}
