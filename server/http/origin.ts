import type { Middleware } from 'koa';
import { UserError } from '../errors.ts';
import type { Services } from '../services.ts';
import { ownOrigin } from './own-origin.ts';

/** Refuses writes that another site's page makes with this browser's cookie. */
export function sameOrigin({ config }: Services): Middleware {
  return async (ctx, next) => {
    const origin = ctx.get('Origin');
    const writes = !['GET', 'HEAD', 'OPTIONS'].includes(ctx.method);
    const own = [ownOrigin(ctx), config.http.publicUrl && new URL(config.http.publicUrl).origin];
    if (writes && origin !== '' && !own.includes(origin)) {
      throw new UserError('This request came from another site.', { status: 403 });
    }
    await next();
  };
}
