import Koa from 'koa';
import { botApi } from './routes/bot-api.ts';
import { cdn } from './routes/cdn.ts';
import { consent } from './routes/consent.ts';
import { page } from './routes/page.ts';
import { pageApi } from './routes/page-api.ts';
import type { Sandbox } from './sandbox.ts';

/** Everything that is spoken over HTTP: the bot's REST API, the CDN, OAuth2's page, the chat and its own API. */
export function createApp(sandbox: Sandbox): Koa {
  const app = new Koa();
  app.use(async (ctx, next) => {
    // Another site's page must not steer the sandbox through somebody's browser.
    const host = ctx.get('host').replace(/:\d+$/, '');
    const origin = ctx.get('origin');
    const strange = origin && origin !== `http://${ctx.get('host')}`;
    if (!['127.0.0.1', 'localhost'].includes(host) || strange) ctx.throw(403);
    await next();
  });
  app.use(botApi(sandbox));
  app.use(cdn(sandbox));
  app.use(consent(sandbox));
  app.use(pageApi(sandbox));
  app.use(page());
  return app;
}
