import type { Context } from 'koa';
import type { Identity } from '../auth/identity.ts';
import { SESSION_LIFE_MS } from '../auth/sessions.ts';
import type { Services } from '../services.ts';
import { sessionCookie } from './identify.ts';

/** Begins a new session in this browser and ends the one that it had: an id from before is never gone on with. */
export async function signIn(ctx: Context, services: Services, identity: Identity): Promise<void> {
  const cookie = sessionCookie(services);
  const token = await services.sessions.create(identity);
  await services.sessions.end(cookie.get(ctx), identity.user.id);
  cookie.set(ctx, token, SESSION_LIFE_MS);
}
