import { createHash } from 'node:crypto';
import Router from '@koa/router';
import type { Identity } from '../auth/identity.ts';
import { UserError } from '../errors.ts';
import type { Services } from '../services.ts';
import { identify } from './identify.ts';

/** One's own picture on our own origin; another address once it is another picture. */
export function avatarPath({ id, avatarUrl }: Identity['user']): string | null {
  if (!avatarUrl) return null;
  const version = createHash('sha256').update(avatarUrl).digest('base64url').slice(0, 12);
  return `/api/avatars/${id}?v=${version}`;
}

export function avatarRoutes(services: Services) {
  const router = new Router();

  router.get('/api/avatars/:userId', async (ctx) => {
    const { user } = await identify(ctx, services);
    const isOwn = user.id === ctx.params.userId;
    const avatar = isOwn && user.avatarUrl ? await services.avatars.of(user.avatarUrl) : null;
    if (!avatar) throw new UserError((words) => words.http.noPicture, { status: 404 });
    ctx.set('Cache-Control', 'private, max-age=86400');
    ctx.type = avatar.type;
    ctx.body = avatar.bytes;
  });

  return router.routes();
}
