import Router from '@koa/router';
import type { Services } from '../services.ts';
import { askDiscord } from './ask-discord.ts';
import { callerOf } from './caller.ts';
import { createRateLimit } from './rate-limit.ts';

/** Of one person: each asks Discord about all their servers. */
const QUESTIONS = { most: 60, perMs: 60_000 };

/** Where one's clips can be posted. */
export function channelRoutes(services: Services) {
  const router = new Router();
  const questions = createRateLimit(QUESTIONS);

  router.get('/api/channels', async (ctx) => {
    const { userId } = await callerOf(ctx, services);
    questions.take(ctx, userId);
    ctx.body = await askDiscord(services.postPlaces.of(userId), services.log);
  });

  return router.routes();
}
