import Router from '@koa/router';
import { TASKS } from '../../jobs/tasks.ts';
import type { Services } from '../services.ts';
import { appState } from './app-state.ts';
import { needInternalKey } from './internal-key.ts';

/** For jobs and the doctor, run by hand on the same machine. Who can read DATA_DIR may ask. */
export function internalRoutes(services: Services) {
  const router = new Router();
  const authorize = needInternalKey(services.config.dataDir);

  // "Look at all rooms", "remove the clips whose time is over" and the like; see jobs/tasks.ts.
  for (const task of TASKS) {
    router.post(`/api/internal/tasks/${task}`, authorize, async (ctx) => {
      const done = await services.tasks[task](ctx.query.dryRun !== undefined);
      if (done === undefined) ctx.status = 204;
      else ctx.body = done;
    });
  }

  // "How are you?"
  router.get('/api/internal/state', authorize, async (ctx) => {
    ctx.body = await appState(services);
  });

  return router.routes();
}
