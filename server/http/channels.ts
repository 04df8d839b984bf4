import Router from '@koa/router';
import type { Services } from '../services.ts';
import { askDiscord } from './ask-discord.ts';
import { callerOf } from './caller.ts';

/** Where one's clips can be posted. */
export function channelRoutes(services: Services) {
  const router = new Router();

  router.get('/api/channels', async (ctx) => {
    const { userId } = await callerOf(ctx, services);
    ctx.body = await askDiscord(services.postPlaces.of(userId), services.log);
  });

  return router.routes();
}
