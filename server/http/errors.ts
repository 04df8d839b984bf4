import { randomUUID } from 'node:crypto';
import type { Middleware } from 'koa';
import { UserError } from '../errors.ts';
import type { Log } from '../log.ts';

/** The error boundary of the HTTP side: sentences go to the person, everything else into the log. */
export function errors(log: Log): Middleware {
  return async (ctx, next) => {
    try {
      await next();
      if (ctx.status === 404 && ctx.body === undefined) {
        ctx.status = 404;
        ctx.body = { error: 'There is nothing at this address.' };
      }
    } catch (error) {
      // Of the file that could not be sent.
      ctx.remove('Content-Encoding');
      if (error instanceof UserError) {
        ctx.status = error.status;
        ctx.body = { error: error.message };
        return;
      }
      const { status = 500, expose = false, message } = error as Error & Partial<HttpFault>;
      ctx.status = status;
      if (expose) {
        ctx.body = { error: message };
        return;
      }
      const id = randomUUID();
      log.error({ err: error, id, method: ctx.method, path: ctx.path }, 'request failed');
      ctx.body = { error: `Something went wrong here. It is in the log as ${id}.` };
    }
  };
}

interface HttpFault {
  status: number;
  expose: boolean;
}
