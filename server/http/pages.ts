import { access } from 'node:fs/promises';
import { extname } from 'node:path';
import Router from '@koa/router';
import { UserError } from '../errors.ts';
import { DIST } from './built-page.ts';
import { allowPlayer } from './player-policy.ts';
import { sendFile } from './send-file.ts';

/** Of the files that the build lays beside each script and style. */
const ENDINGS: Record<string, string> = { br: '.br', gzip: '.gz' };
const PAGES = ['share', 'library', 'trim', 'privacy'];
const WITH_PLAYER = ['library', 'trim'];

/** The pages that Vite built. */
export function pageRoutes() {
  const router = new Router();

  router.get('/', (ctx) => ctx.redirect('/share'));

  for (const page of PAGES) {
    router.get(`/${page}`, async (ctx) => {
      await access(`${DIST}/${page}.html`).catch(() => {
        throw new UserError((words) => words.http.notBuilt, { status: 503 });
      });
      if (WITH_PLAYER.includes(page)) allowPlayer(ctx);
      await sendFile(ctx, `${page}.html`, { root: DIST, maxAge: 0 });
    });
  }

  router.get('/assets/:file', async (ctx) => {
    const { file = '' } = ctx.params;
    // What the build has compressed already; pictures it has not.
    const encoding = /\.(js|css)$/.test(file) && ctx.acceptsEncodings('br', 'gzip', 'identity');
    ctx.vary('Accept-Encoding');
    const ending = ENDINGS[encoding || 'identity'] ?? '';
    if (ending) {
      ctx.type = extname(file);
      ctx.set('Content-Encoding', String(encoding));
    }
    await sendFile(ctx, `${ctx.path}${ending}`, { root: DIST, maxAge: '1y', immutable: true });
  });

  return router.routes();
}
