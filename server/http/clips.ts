import Router from '@koa/router';
import { isSignedPath } from '../auth/signed-path.ts';
import { UserError } from '../errors.ts';
import type { Services } from '../services.ts';
import { identify } from './identify.ts';
import { sendFile } from './send-file.ts';

/** Finished clips: one's own list, and the files by signed address. */
export function clipRoutes(services: Services) {
  const { clips, config, secret } = services;
  const router = new Router({ prefix: '/api/clips' });

  router.get('/', async (ctx) => {
    const { user } = await identify(ctx, services);
    const cursor = typeof ctx.query.cursor === 'string' ? ctx.query.cursor : undefined;
    ctx.body = await clips.page(`clips:user:${user.id}`, { limit: 50, cursor });
  });

  router.get('/:id/file', async (ctx) => {
    const { id = '' } = ctx.params;
    const clip = await clips.get(id);
    const mine = async () => (await identify(ctx, services)).user.id === clip?.ownerId;
    // One answer for "not there" and "not yours": nobody learns which ids exist.
    if (
      !clip ||
      !(isSignedPath(secret, ctx.path, ctx.query) || (await mine().catch(() => false)))
    ) {
      throw new UserError('There is no such clip, or it is not yours.', { status: 404 });
    }
    ctx.set('Cache-Control', 'private, max-age=3600');
    await sendFile(ctx, `${id}.mp4`, { root: config.clipsPath, cacheControl: false });
  });

  return router.routes();
}
