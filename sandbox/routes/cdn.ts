import { createReadStream } from 'node:fs';
import type { Middleware } from 'koa';
import type { Sandbox } from '../sandbox.ts';

/** Posted files under signed addresses, with Range, as browsers need it to seek in a video. */
export function cdn({ attachments }: Sandbox): Middleware {
  return async (ctx, next) => {
    if (!ctx.path.startsWith('/attachments/')) return next();
    const file = attachments.find(decodeURI(ctx.path), ctx.URL.searchParams);
    if (!file) {
      ctx.status = 404;
      ctx.body = 'This content is no longer available.';
      return;
    }
    ctx.set('Accept-Ranges', 'bytes');
    ctx.set('Content-Security-Policy', 'sandbox');
    ctx.type = file.contentType;
    const range = parseRange(ctx.get('range'), file.size);
    if (range === 'none') {
      ctx.status = 416;
      ctx.set('Content-Range', `bytes */${file.size}`);
      return;
    }
    const [from, to] = range ?? [0, file.size - 1];
    if (range) {
      ctx.status = 206;
      ctx.set('Content-Range', `bytes ${from}-${to}/${file.size}`);
    }
    ctx.length = to - from + 1;
    if (ctx.method === 'HEAD') ctx.status = range ? 206 : 200;
    else ctx.body = file.size ? createReadStream(file.path, { start: from, end: to }) : '';
  };
}

/** First and last byte of a single range; undefined without one, 'none' when it lies outside. */
function parseRange(header: string, size: number): [number, number] | undefined | 'none' {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header.trim()) ?? [];
  if (!first && !last) return undefined;
  const from = first ? Number(first) : Math.max(0, size - Number(last));
  const to = first && last ? Math.min(Number(last), size - 1) : size - 1;
  return from > to ? 'none' : [from, to];
}
