import type { Context } from 'koa';

/** For pages with a player: its controls bring their looks as style elements of their own. */
export function allowPlayer(ctx: Context): void {
  const policy = String(ctx.response.get('Content-Security-Policy'));
  ctx.set(
    'Content-Security-Policy',
    policy.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'"),
  );
}
