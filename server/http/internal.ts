import { timingSafeEqual } from 'node:crypto';
import Router from '@koa/router';
import { installationSecret } from '../auth/secret.ts';
import { UserError } from '../errors.ts';
import type { Services } from '../services.ts';

/** For jobs run by hand: "look at all rooms". Who can read DATA_DIR may ask. */
export function internalRoutes({ config, reconciler }: Services) {
  const router = new Router();
  const right = Buffer.from(`Bearer ${installationSecret(config.dataDir, 'internal')}`);

  router.post('/api/internal/look', async (ctx) => {
    const given = Buffer.from(ctx.get('Authorization'));
    if (given.length !== right.length || !timingSafeEqual(given, right)) {
      throw new UserError('This address is for jobs on the same machine.', { status: 401 });
    }
    await reconciler.lookAll();
    ctx.status = 204;
  });

  return router.routes();
}
