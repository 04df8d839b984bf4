import Router from '@koa/router';
import type { Context } from 'koa';
import type { Services } from '../services.ts';
import { needChannel } from './caller.ts';
import { sessionOf } from './identify.ts';

/** What a person is told, once a server, before they share there; and that they agree. */
export function consentRoutes(services: Services) {
  const { consents, rules, settings } = services;
  const router = new Router({ prefix: '/api/consent' });

  async function question(ctx: Context) {
    const { identity } = await sessionOf(ctx, services);
    const { guild } = needChannel(identity);
    const kept = await rules.kept(guild.id);
    return { userId: identity.user.id, guildId: guild.id, kept };
  }

  router.get('/', async (ctx) => {
    const { userId, guildId, kept } = await question(ctx);
    const { whoMayClip } = await settings.of(userId);
    const agreed = await consents.covers(userId, guildId, kept);
    ctx.body = { agreed, ...kept, whoMayClip };
  });

  router.put('/', async (ctx) => {
    const { userId, guildId, kept } = await question(ctx);
    await consents.agree(userId, guildId, kept);
    ctx.status = 204;
  });

  return router.routes();
}
