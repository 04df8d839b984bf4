import { access } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import Router from '@koa/router';
import send from 'koa-send';
import { UserError } from '../errors.ts';

const DIST = fileURLToPath(new URL('../../bridge-web/dist', import.meta.url));

/** The pages that Vite built. */
export function pageRoutes() {
  const router = new Router();

  router.get('/', (ctx) => ctx.redirect('/share'));

  router.get('/share', async (ctx) => {
    await access(`${DIST}/share.html`).catch(() => {
      throw new UserError('The pages are not built. Run `npm run build:pages`.', { status: 503 });
    });
    ctx.set('Cache-Control', 'no-cache');
    await send(ctx, 'share.html', { root: DIST });
  });

  router.get('/assets/:file', async (ctx) => {
    await send(ctx, ctx.path, { root: DIST, maxage: 365 * 24 * 3600_000, immutable: true });
  });

  return router.routes();
}
