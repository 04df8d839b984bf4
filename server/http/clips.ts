import { basename } from 'node:path';
import Router from '@koa/router';
import type { Context } from 'koa';
import { isSignedPath } from '../auth/signed-path.ts';
import type { Clip } from '../clips/library.ts';
import { UserError } from '../errors.ts';
import type { Services } from '../services.ts';
import { identify } from './identify.ts';
import { sendFile } from './send-file.ts';

/** Finished clips: one's own list, and their files and posters, also by signed addresses. */
export function clipRoutes(services: Services) {
  const { clips, config, posters, secret } = services;
  const router = new Router({ prefix: '/api/clips' });

  router.get('/', async (ctx) => {
    const { user } = await identify(ctx, services);
    const cursor = typeof ctx.query.cursor === 'string' ? ctx.query.cursor : undefined;
    ctx.body = await clips.page(`clips:user:${user.id}`, { limit: 50, cursor });
  });

  /** @throws UserError (404) one answer for "not there" and "not yours": nobody learns which ids exist */
  async function needClip(ctx: Context, id: string): Promise<Clip> {
    const clip = await clips.get(id);
    if (clip && isSignedPath(secret, ctx.path, ctx.query)) return clip;
    const asking = clip && (await identify(ctx, services).catch(() => null));
    if (asking && asking.user.id === clip.ownerId) return clip;
    throw new UserError('There is no such clip, or it is not yours.', { status: 404 });
  }

  router.get('/:id/file', async (ctx) => {
    const { id } = await needClip(ctx, ctx.params.id ?? '');
    ctx.set('Cache-Control', 'private, max-age=3600');
    await sendFile(ctx, `${id}.mp4`, { root: config.clipsPath, cacheControl: false });
  });

  router.get('/:id/poster', async (ctx) => {
    const { id } = await needClip(ctx, ctx.params.id ?? '');
    const file = await posters.of(id);
    if (!file) throw new UserError('This clip has no poster.', { status: 404 });
    ctx.set('Cache-Control', 'private, max-age=3600');
    await sendFile(ctx, basename(file), { root: config.clipsPath, cacheControl: false });
  });

  return router.routes();
}
