import type { Context, Middleware, Next } from 'koa';

/** A route of one clip. What is no clip's id is left to other routes. */
export function forClip(
  handle: (ctx: Context, id: string) => Promise<void>,
): Middleware<unknown, Context & { params: Record<string, string> }> {
  return async (ctx, next: Next) => {
    const { id = '' } = ctx.params;
    if (!/^\d{1,20}$/.test(id)) return next();
    await handle(ctx, id);
  };
}
