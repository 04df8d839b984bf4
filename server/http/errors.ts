import type { Middleware } from 'koa';
import { UserError } from '../errors.ts';
import type { Log } from '../log.ts';
import { languageOf, wordsFor } from './language.ts';

/** The error boundary of the HTTP side: sentences go to the person, everything else into the log. */
export function errors(log: Log): Middleware {
  return async (ctx, next) => {
    try {
      await next();
      if (ctx.status === 404 && ctx.body === undefined) {
        ctx.status = 404;
        ctx.body = { error: wordsFor(ctx).http.nothingHere };
      }
    } catch (error) {
      // Of the file that could not be sent.
      ctx.remove('Content-Encoding');
      ctx.vary('Accept-Language');
      if (error instanceof UserError) {
        ctx.status = error.status;
        ctx.body = { error: error.in(languageOf(ctx)) };
        return;
      }
      const { status = 500, expose = false } = error as Error & Partial<HttpFault>;
      ctx.status = status;
      // A library's word for what is wrong with the request, such as "Bad Request": no sentence, and English.
      if (expose) {
        ctx.body = { error: wordsFor(ctx).http.malformed };
        return;
      }
      const { requestId } = ctx.state;
      log.error({ err: error, requestId, method: ctx.method, path: ctx.path }, 'request failed');
      ctx.body = { error: wordsFor(ctx).http.broken(requestId) };
    }
  };
}

interface HttpFault {
  status: number;
  expose: boolean;
}
