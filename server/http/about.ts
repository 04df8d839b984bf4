import Router from '@koa/router';
import { LINK_LIFE_MS } from '../auth/links.ts';
import { SESSION_IDLE_MS, SESSION_LIFE_MS } from '../auth/sessions.ts';
import { CLIP_LINK_LIFE_MS } from '../clips/clip-link.ts';
import type { Services } from '../services.ts';

/** What is kept, where and for how long, from the running configuration: open to all, for the privacy page. */
export function aboutRoutes(services: Services) {
  const { config, publicUrl } = services;
  const router = new Router();

  router.get('/api/about', (ctx) => {
    ctx.body = {
      discordSignIn: services.discordSignIn !== null,
      windowMs: config.windowMs,
      postedKeptMs: config.postedKeptMs,
      recorder: config.recorder,
      storage: 'local',
      store: config.storeUrl ? 'redis' : 'sqlite',
      livekit: config.livekit.url ? 'elsewhere' : 'own',
      publicUrl,
      sessionLifeMs: SESSION_LIFE_MS,
      sessionIdleMs: SESSION_IDLE_MS,
      linkLifeMs: LINK_LIFE_MS,
      clipLinkLifeMs: CLIP_LINK_LIFE_MS,
    };
  });

  return router.routes();
}
