import type { Middleware } from 'koa';

export function page(): Middleware {
  return async (_ctx, next) => next();
}
