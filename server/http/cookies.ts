import type { Context } from 'koa';
import type { Config } from '../config.ts';

/** How a cookie of ours stands in headers. Under https its name has a prefix, so that no other host can set it. */
export function ownCookie(base: string, config: Config) {
  const secure = config.http.publicUrl?.startsWith('https:') ?? false;
  const name = secure ? `__Host-${base}` : base;
  const attributes = ['Path=/', 'HttpOnly', 'SameSite=Lax', ...(secure ? ['Secure'] : [])];
  return {
    /** Empty when the browser has none. */
    get: (ctx: Context): string => ctx.cookies.get(name) ?? '',

    // By hand: koa's own `secure` refuses behind a proxy that it wasn't told of.
    set(ctx: Context, value: string, lifeMs: number): void {
      const parts = [`${name}=${value}`, ...attributes, `Max-Age=${Math.floor(lifeMs / 1000)}`];
      ctx.append('Set-Cookie', parts.join('; '));
    },

    clear(ctx: Context): void {
      ctx.append('Set-Cookie', [`${name}=`, ...attributes, 'Max-Age=0'].join('; '));
    },
  };
}
