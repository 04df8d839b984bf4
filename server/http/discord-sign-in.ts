import Router from '@koa/router';
import type { Context } from 'koa';
import { CodeRefused } from '../auth/discord-oauth.ts';
import { randomSecret, SIGN_IN_LIFE_MS, SignInOver } from '../auth/discord-sign-in.ts';
import { UserError } from '../errors.ts';
import type { Services } from '../services.ts';
import { ownCookie } from './cookies.ts';
import { nextPath } from './next-path.ts';
import { createRateLimit } from './rate-limit.ts';
import { signIn } from './sign-in.ts';

/** What a page is told in its address, `?signin=`, when it did not work. */
type Trouble = 'denied' | 'expired' | 'away' | 'mismatch';

/** Ways to Discord's page, and back from it, from one address. */
const TRIES = { most: 30, perMs: 60_000 };

/** Signing in with Discord's OAuth2: to its page, and back. */
export function discordSignInRoutes(services: Services) {
  const { log, publicUrl, config } = services;
  const router = new Router({ prefix: '/api/auth/discord' });
  const tries = createRateLimit(TRIES);
  // The state in the address has to come back to the browser that it was given to.
  const cookie = ownCookie('hindsight_signin', config);

  const fail = (ctx: Context, trouble: Trouble) => ctx.redirect(`/library?signin=${trouble}`);

  function needSignIn() {
    if (services.discordSignIn) return services.discordSignIn;
    throw new UserError((words) => words.signIn.notSetUp, { status: 404 });
  }

  router.get('/', async (ctx) => {
    const discord = needSignIn();
    tries.take(ctx);
    const next = nextPath(ctx.query.next);
    // Discord sends them back to the public address, so the cookie has to be of that one, too.
    if (ctx.host !== new URL(publicUrl).host && ctx.query.moved === undefined) {
      const query = new URLSearchParams({ next, moved: '1' });
      ctx.redirect(`${publicUrl}/api/auth/discord?${query}`);
      return;
    }
    const browser = cookie.get(ctx) || randomSecret();
    try {
      const url = await discord.begin(browser, next);
      cookie.set(ctx, browser, SIGN_IN_LIFE_MS);
      ctx.redirect(url);
    } catch (err) {
      log.warn({ err }, 'nobody can be sent to Discord to sign in');
      fail(ctx, 'away');
    }
  });

  router.get('/callback', async (ctx) => {
    const discord = needSignIn();
    tries.take(ctx);
    const [state, code, error] = ['state', 'code', 'error'].map((name) => {
      const value = ctx.query[name];
      return typeof value === 'string' ? value : '';
    });
    const browser = cookie.get(ctx);
    try {
      if (error || !code) {
        await discord.giveUp(state ?? '', browser);
        if (error !== 'access_denied') log.warn({ error }, 'Discord did not let somebody sign in');
        fail(ctx, error === 'access_denied' ? 'denied' : 'away');
        return;
      }
      const { identity, guildIds, next } = await discord.finish(state ?? '', browser, code);
      const named = await Promise.all(guildIds.map((id) => services.names.guild(id)));
      await services.memberships.note(
        identity.user.id,
        // The others are none of our business.
        guildIds.filter((_, i) => named[i] != null),
      );
      await signIn(ctx, services, identity);
      ctx.redirect(next);
    } catch (err) {
      if (err instanceof SignInOver) return fail(ctx, err.why);
      if (err instanceof CodeRefused) return fail(ctx, 'expired');
      log.warn({ err }, 'somebody could not sign in with Discord');
      fail(ctx, 'away');
    }
  });

  return router.routes();
}
