import Router from '@koa/router';
import { cleanClips } from '../clips/clean.ts';
import type { Services } from '../services.ts';
import { appState } from './app-state.ts';
import { needInternalKey } from './internal-key.ts';

/** For jobs and the doctor, run by hand on the same machine. Who can read DATA_DIR may ask. */
export function internalRoutes(services: Services) {
  const router = new Router();
  const authorize = needInternalKey(services.config.dataDir);

  // "Look at all rooms."
  router.post('/api/internal/look', authorize, async (ctx) => {
    await services.reconciler.lookAll();
    ctx.status = 204;
  });

  // "Remove the clips whose time is over."
  router.post('/api/internal/clean-clips', authorize, async (ctx) => {
    const { clips, log, store } = services;
    const dryRun = ctx.query.dryRun !== undefined;
    ctx.body = await cleanClips({ index: store.index, clips, log, dryRun });
  });

  // "How are you?"
  router.get('/api/internal/state', authorize, async (ctx) => {
    ctx.body = await appState(services);
  });

  return router.routes();
}
