import type { Context } from 'koa';

/** Scheme and host that this request was sent to. (Koa's `ctx.origin` is the sender's Origin header.) */
export function ownOrigin(ctx: Context): string {
  return `${ctx.protocol}://${ctx.host}`;
}
