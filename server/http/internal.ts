import { timingSafeEqual } from 'node:crypto';
import Router from '@koa/router';
import type { Context } from 'koa';
import { TASKS } from '../../jobs/tasks.ts';
import { installationSecret } from '../auth/secret.ts';
import { UserError } from '../errors.ts';
import type { Services } from '../services.ts';
import { appState } from './app-state.ts';

/** For jobs and the doctor, run by hand on the same machine. Who can read DATA_DIR may ask. */
export function internalRoutes(services: Services) {
  const router = new Router();
  const right = Buffer.from(`Bearer ${installationSecret(services.config.dataDir, 'internal')}`);
  const authorize = (ctx: Context) => {
    const given = Buffer.from(ctx.get('Authorization'));
    if (given.length === right.length && timingSafeEqual(given, right)) return;
    throw new UserError('This address is for jobs on the same machine.', { status: 401 });
  };

  // "Look at all rooms", "remove the clips whose time is over" and the like; see jobs/tasks.ts.
  for (const task of TASKS) {
    router.post(`/api/internal/tasks/${task}`, async (ctx) => {
      authorize(ctx);
      const done = await services.tasks[task](ctx.query.dryRun !== undefined);
      if (done === undefined) ctx.status = 204;
      else ctx.body = done;
    });
  }

  // "How are you?"
  router.get('/api/internal/state', async (ctx) => {
    authorize(ctx);
    ctx.body = await appState(services);
  });

  return router.routes();
}
