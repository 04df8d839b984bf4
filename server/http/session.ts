import Router from '@koa/router';
import { z } from 'zod';
import type { Identity } from '../auth/identity.ts';
import { SESSION_LIFE_MS } from '../auth/sessions.ts';
import type { Services } from '../services.ts';
import { readBody } from './body.ts';
import { identify, SESSION_COOKIE, tokenOf } from './identify.ts';

const linkBody = z.object({ link: z.string().min(1).max(200) });

/** Signing in by a personal link, who one is, signing out. */
export function sessionRoutes(services: Services) {
  const { links, sessions, config } = services;
  const router = new Router({ prefix: '/api/session' });
  const view = (identity: Identity) => ({ ...identity, windowMs: config.windowMs });

  router.post('/', async (ctx) => {
    const { link } = readBody(ctx, linkBody);
    const identity = await links.use(link);
    // Set by hand: koa's own `secure` refuses behind a proxy that it wasn't told of.
    const parts = [
      `${SESSION_COOKIE}=${await sessions.create(identity)}`,
      'Path=/',
      'HttpOnly',
      'SameSite=Lax',
      `Max-Age=${SESSION_LIFE_MS / 1000}`,
    ];
    if (config.http.publicUrl?.startsWith('https:')) parts.push('Secure');
    ctx.append('Set-Cookie', parts.join('; '));
    ctx.body = view(identity);
  });

  router.get('/', async (ctx) => {
    ctx.body = view(await identify(ctx, services));
  });

  router.delete('/', async (ctx) => {
    await sessions.end(tokenOf(ctx));
    ctx.append('Set-Cookie', `${SESSION_COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0`);
    ctx.status = 204;
  });

  return router.routes();
}
