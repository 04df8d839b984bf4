import Router from '@koa/router';
import { z } from 'zod';
import { NO_GUILD } from '../auth/access.ts';
import type { Identity } from '../auth/identity.ts';
import type { Services } from '../services.ts';
import { avatarPath } from './avatars.ts';
import { readBody } from './body.ts';
import { askAccess, callerOf, needAccess } from './caller.ts';
import { discordId } from './fields.ts';
import { identify, sessionCookie, sessionOf } from './identify.ts';
import { wordsFor } from './language.ts';
import { createRateLimit } from './rate-limit.ts';
import { signIn } from './sign-in.ts';

const linkBody = z.object({
  link: z.string().min(1).max(200),
  /** Sign out whoever else is signed in in this browser. */
  instead: z.boolean().optional(),
});
const channelBody = z.object({ channelId: discordId });
/** Links that were refused, from one address. */
const REFUSALS = { most: 20, perMs: 60_000 };
/** Each is a question to Discord. */
const CHOICES = { most: 60, perMs: 60_000 };

/** Signing in by a personal link, who one is, for which channel, signing out here or everywhere. */
export function sessionRoutes(services: Services) {
  const { links, sessions, rules, config } = services;
  const router = new Router({ prefix: '/api/session' });
  const cookie = sessionCookie(services);
  const choices = createRateLimit(CHOICES);
  const refusals = createRateLimit(REFUSALS);
  const view = async ({ user, guild, channel }: Identity) => ({
    user: { id: user.id, name: user.name, avatarUrl: avatarPath(user) },
    ...{ guild, channel },
    windowMs: guild ? (await rules.kept(guild.id)).windowMs : config.windowMs,
  });

  router.post('/', async (ctx) => {
    const { link, instead } = readBody(ctx, linkBody);
    refusals.check(ctx);
    const { user } = await links.whose(link).catch((error) => {
      refusals.count(ctx);
      throw error;
    });
    const here = await sessions.read(cookie.get(ctx)).catch(() => null);
    // Or a link that somebody was sent would have them share their screen as its owner.
    if (here && here.identity.user.id !== user.id && !instead) {
      const [signedInAs, linkFor] = [here.identity.user.name, user.name];
      const error = wordsFor(ctx).signIn.somebodyElse(signedInAs, linkFor);
      ctx.status = 409;
      // The page asks in its own language which of both one wants to be.
      ctx.body = { error, signedInAs, linkFor };
      return;
    }
    ctx.body = await view(await signIn(ctx, services, await links.use(link)));
  });

  router.get('/', async (ctx) => {
    ctx.body = await view(await identify(ctx, services));
  });

  router.put('/channel', async (ctx) => {
    const { id, identity } = await sessionOf(ctx, services);
    const { channelId } = readBody(ctx, channelBody);
    choices.take(ctx, identity.user.id);
    const { guildId, names } = needAccess(await askAccess(identity.user.id, channelId, services));
    await services.rules.needMayShare({ userId: identity.user.id, guildId }, channelId);
    const { places } = wordsFor(ctx);
    const unnamed = guildId === NO_GUILD ? places.yourself : places.aServer;
    const guild = { id: guildId, name: names?.guild ?? unnamed };
    const channel = { id: channelId, name: names?.channel ?? places.directMessages };
    await sessions.choose(id, { guild, channel });
    ctx.body = await view({ ...identity, guild, channel });
  });

  router.delete('/', async (ctx) => {
    await sessions.end(cookie.get(ctx));
    cookie.clear(ctx);
    ctx.status = 204;
  });

  router.delete('/all', async (ctx) => {
    const { userId } = await callerOf(ctx, services);
    await sessions.endAll(userId);
    ctx.remove('Set-Cookie');
    cookie.clear(ctx);
    ctx.status = 204;
  });

  return router.routes();
}
