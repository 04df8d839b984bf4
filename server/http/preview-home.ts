import { Readable } from 'node:stream';
import { createProxyServer } from 'http-proxy-3';
import type { Context, Middleware } from 'koa';
import type { Services } from '../services.ts';

const PREVIEW = /^\/api\/replay\/previews\/([\w-]{1,100})(\/|$)/;

/**
 * Passes what is asked of a preview on to the server where it is open, and clips that are cut of one. Who may is asked
 * there. To stand behind the body parser.
 */
export function passToPreview({ previewHomes, log }: Services): Middleware {
  const proxy = createProxyServer();
  proxy.on('error', (err, _request, response) => {
    log.warn({ err }, 'the server of a preview did not answer');
    if ('writeHead' in response && !response.headersSent) response.writeHead(502);
    response.end();
  });

  return async (ctx, next) => {
    const id = previewIn(ctx);
    const target = id === undefined ? null : await previewHomes.elsewhere(id);
    if (target === null) return next();
    ctx.respond = false;
    const { rawBody } = ctx.request;
    // What the parser has read is gone from the request itself.
    const buffer = rawBody === undefined ? {} : { buffer: Readable.from([Buffer.from(rawBody)]) };
    proxy.web(ctx.req, ctx.res, { target, ...buffer });
  };
}

function previewIn(ctx: Context): string | undefined {
  if (ctx.path !== '/api/clips') return PREVIEW.exec(ctx.path)?.[1];
  const { preview } = (ctx.request.body ?? {}) as { preview?: unknown };
  return ctx.method === 'POST' && typeof preview === 'string' ? preview : undefined;
}
