import Router from '@koa/router';
import type { Context } from 'koa';
import { z } from 'zod';
import { ALIVE_FOR_MS } from '../previews/previews.ts';
import { playlistOf, viewOf } from '../previews/view.ts';
import type { Services } from '../services.ts';
import { en } from '../words/en.ts';
import { readBody } from './body.ts';
import { callerOf } from './caller.ts';
import { createRateLimit } from './rate-limit.ts';
import { sendFile } from './send-file.ts';

const openBody = z
  .object({ of: z.literal('buffer').optional(), clipId: z.string().min(1).max(64).optional() })
  .refine(({ of, clipId }) => (of === undefined) !== (clipId === undefined), {
    error: en.fields.previewOf,
  });

/** Of one person: opened, and what is asked of them while somebody looks for a moment. */
const OPENED = { most: 60, perMs: 60_000 };
const SEEKS = { most: 1200, perMs: 60_000 };

/** None of them ever changes. */
const FOR_GOOD = 'private, max-age=3600, immutable';

/** Frozen snapshots of one's buffer or of a clip, to look at and to trim. Only who opened one sees it. */
export function previewRoutes(services: Services) {
  const { previews, config } = services;
  const lives = { aliveForMs: ALIVE_FOR_MS, longestMs: config.previewLongestMs };
  const opened = createRateLimit(OPENED);
  const seeks = createRateLimit(SEEKS);
  const router = new Router({ prefix: '/api/replay/previews' });

  router.post('/', async (ctx) => {
    const { userId } = await callerOf(ctx, services);
    opened.take(ctx, userId);
    const { clipId } = readBody(ctx, openBody);
    const preview = await previews.open(userId, clipId ? { clipId } : { of: 'buffer' });
    ctx.status = 201;
    ctx.body = viewOf(preview, lives);
  });

  router.get('/:id', async (ctx) => {
    ctx.set('Cache-Control', 'no-store');
    ctx.body = viewOf(await needPreview(ctx), lives);
  });

  router.get('/:id/playlist.m3u8', async (ctx) => {
    const text = playlistOf(await needPreview(ctx));
    ctx.set('Cache-Control', FOR_GOOD);
    ctx.type = 'application/vnd.apple.mpegurl';
    ctx.body = text;
  });

  for (const name of ['thumbnails.jpg', 'waveform.json'] as const) {
    router.get(`/:id/${name}`, async (ctx) => {
      const { userId } = await callerOf(ctx, services);
      seeks.take(ctx, userId);
      const root = await previews.made(userId, ctx.params.id ?? '', name);
      ctx.set('Cache-Control', FOR_GOOD);
      await sendFile(ctx, name, { root, cacheControl: false });
    });
  }

  router.get('/:id/:segment', async (ctx) => {
    const { userId } = await callerOf(ctx, services);
    seeks.take(ctx, userId);
    const { id = '', segment = '' } = ctx.params;
    const bytes = await previews.segment(userId, id, segment);
    ctx.set('Cache-Control', FOR_GOOD);
    ctx.type = 'video/mp2t';
    ctx.body = bytes;
  });

  router.post('/:id/alive', async (ctx) => {
    await needPreview(ctx);
    ctx.status = 204;
  });

  // `close` is for pages that go away: their beacons can only POST.
  router.post('/:id/close', close);
  router.delete('/:id', close);

  return router.routes();

  /** @throws UserError 401, 404 */
  async function needPreview(ctx: Context) {
    const { userId } = await callerOf(ctx, services);
    return previews.get(userId, ctx.params.id ?? '');
  }

  async function close(ctx: Context) {
    const { userId } = await callerOf(ctx, services);
    await previews.close(userId, ctx.params.id ?? '');
    ctx.status = 204;
  }
}
