import type { Middleware } from 'koa';
import { UserError } from '../errors.ts';
import { bearerOf } from './identify.ts';
import { createRateLimit } from './rate-limit.ts';

/** Requests with a key that is none, from one address. */
const REFUSALS = { most: 60, perMs: 60_000 };

/** A program that goes on with a key that is refused is told to wait. Keys that are good don't wait for it. */
export function refusedKeys(): Middleware {
  const refusals = createRateLimit(REFUSALS);
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      if (error instanceof UserError && error.status === 401 && bearerOf(ctx)) refusals.take(ctx);
      throw error;
    }
  };
}
