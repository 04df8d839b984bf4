import Router from '@koa/router';
import { z } from 'zod';
import type { Services } from '../services.ts';
import { WHO_MAY_CLIP } from '../settings/settings.ts';
import { en } from '../words/en.ts';
import { readBody } from './body.ts';
import { callerOf } from './caller.ts';

const changeBody = z.object({
  whoMayClip: z.enum(WHO_MAY_CLIP, { error: en.fields.listed(WHO_MAY_CLIP.join(', ')) }).optional(),
});

/** A person's own settings. */
export function settingsRoutes(services: Services) {
  const { settings } = services;
  const router = new Router({ prefix: '/api/settings' });

  router.get('/', async (ctx) => {
    const { userId } = await callerOf(ctx, services);
    ctx.body = await settings.of(userId);
  });

  router.patch('/', async (ctx) => {
    const { userId } = await callerOf(ctx, services);
    const { whoMayClip } = readBody(ctx, changeBody);
    ctx.body = await settings.change(userId, whoMayClip ? { whoMayClip } : {});
  });

  return router.routes();
}
