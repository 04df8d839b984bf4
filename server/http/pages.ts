import { access } from 'node:fs/promises';
import Router from '@koa/router';
import { UserError } from '../errors.ts';
import { DIST } from './built-page.ts';
import { allowPlayer } from './player-policy.ts';
import { sendFile } from './send-file.ts';

const PAGES = ['share', 'library', 'trim', 'privacy'];
const WITH_PLAYER = ['library', 'trim'];

/** The pages that Vite built. */
export function pageRoutes() {
  const router = new Router();

  router.get('/', (ctx) => ctx.redirect('/share'));

  for (const page of PAGES) {
    router.get(`/${page}`, async (ctx) => {
      await access(`${DIST}/${page}.html`).catch(() => {
        throw new UserError('The pages are not built. Run `npm run build:pages`.', { status: 503 });
      });
      if (WITH_PLAYER.includes(page)) allowPlayer(ctx);
      await sendFile(ctx, `${page}.html`, { root: DIST, maxAge: 0 });
    });
  }

  router.get('/assets/:file', async (ctx) => {
    await sendFile(ctx, ctx.path, { root: DIST, maxAge: '1y', immutable: true });
  });

  return router.routes();
}
