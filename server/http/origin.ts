import type { Context, Middleware } from 'koa';
import { UserError } from '../errors.ts';
import type { Services } from '../services.ts';
import { ownOrigin } from './own-origin.ts';

/** Refuses writes that another site's page makes with this browser's cookie. */
export function sameOrigin({ config }: Services): Middleware {
  const { publicUrl } = config.http;
  const isOwn = (ctx: Context): boolean => {
    const origin = ctx.get('Origin');
    // What browsers say themselves, and no page can: newer than Origin, and not everywhere.
    const site = ctx.get('Sec-Fetch-Site');
    // Programs, which have no cookie, send neither.
    if (origin === '') return site === '' || site === 'same-origin';
    // A page that keeps its address to itself hides it here, too, in what it sends as it closes.
    if (origin === 'null') return site === 'same-origin';
    return origin === ownOrigin(ctx) || (!!publicUrl && origin === new URL(publicUrl).origin);
  };

  return async (ctx, next) => {
    const writes = !['GET', 'HEAD', 'OPTIONS'].includes(ctx.method);
    if (writes && !isOwn(ctx)) {
      throw new UserError((words) => words.http.otherSite, { status: 403 });
    }
    await next();
  };
}
