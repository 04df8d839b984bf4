import Router from '@koa/router';
import type { Middleware } from 'koa';
import { discordError, unauthorized } from '../errors.ts';
import type { Grant } from '../oauth.ts';
import { guildPermissions } from '../permissions.ts';
import type { Sandbox } from '../sandbox.ts';
import { memberShape, partialGuildShape } from '../shapes.ts';

/** REST v10 with a person's token, as far as they agreed to it. */
export function personApi(sandbox: Sandbox, prefix: string): Middleware {
  const { world, oauth } = sandbox;
  const router = new Router<{ grant: Grant }>({ prefix });
  const needScope = ({ scopes }: Grant, scope: string) => {
    if (!scopes.includes(scope)) throw unauthorized();
  };

  router.use(async (ctx, next) => {
    const grant = oauth.grantOf(ctx.get('authorization').replace(/^Bearer /, ''));
    if (!grant) throw unauthorized();
    ctx.state.grant = grant;
    await next();
  });

  router.get('/users/@me', (ctx) => {
    const { grant } = ctx.state;
    needScope(grant, 'identify');
    const { user, locale } = world.people.get(grant.userId) ?? {};
    ctx.body = { ...user, mfa_enabled: false, locale, premium_type: 0 };
  });
  router.get('/users/@me/guilds', (ctx) => {
    const { grant } = ctx.state;
    needScope(grant, 'guilds');
    const own = [...world.guilds.values()].filter(({ members }) => members.has(grant.userId));
    ctx.body = own.map((guild) => ({
      ...partialGuildShape(world, guild),
      owner: guild.ownerId === grant.userId,
      permissions: guildPermissions(guild, grant.userId).toString(),
    }));
  });
  router.get('/users/@me/guilds/:id/member', (ctx) => {
    const { grant } = ctx.state;
    needScope(grant, 'guilds.members.read');
    const member = world.guilds.get(ctx.params.id!)?.members.get(grant.userId);
    if (!member) throw discordError(10004);
    ctx.body = memberShape(world, member);
  });

  return router.routes() as unknown as Middleware;
}
