import type { Context } from 'koa';
import type { Identity } from '../auth/identity.ts';
import { SESSION_LIFE_MS } from '../auth/sessions.ts';
import type { Services } from '../services.ts';
import { sessionCookie } from './identify.ts';

/**
 * Begins a new session in this browser and ends the one that it had: an id from before is never gone on with.
 * @param asked without a channel, the same person goes on sharing for the one that they have here
 * @returns who they are from now on
 */
export async function signIn(ctx: Context, services: Services, asked: Identity): Promise<Identity> {
  const { sessions } = services;
  const cookie = sessionCookie(services);
  const before = await sessions.read(cookie.get(ctx)).catch(() => null);
  const identity = goOn(asked, before?.identity);
  const token = await sessions.create(identity);
  await sessions.end(cookie.get(ctx), identity.user.id);
  cookie.set(ctx, token, SESSION_LIFE_MS);
  return identity;
}

function goOn(asked: Identity, before: Identity | undefined): Identity {
  if (asked.channel || before?.user.id !== asked.user.id) return asked;
  return { ...asked, guild: before.guild, channel: before.channel };
}
