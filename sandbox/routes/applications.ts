import { discordError } from '../errors.ts';
import type { Sandbox } from '../sandbox.ts';
import { applicationShape } from '../shapes.ts';
import type { ApiRouter } from './bot-api.ts';

/** The application, its commands, and where its gateway is. */
export function addApplicationRoutes(router: ApiRouter, sandbox: Sandbox): void {
  const { world, commands, gateway } = sandbox;
  const gatewayUrl = () => `${sandbox.url().replace(/^http/, 'ws')}/gateway`;

  router.get('/gateway', (ctx) => {
    ctx.body = { url: gatewayUrl() };
  });
  router.get('/gateway/bot', (ctx) => {
    const limit = { total: 1000, remaining: 1000, reset_after: 86_400_000, max_concurrency: 1 };
    ctx.body = {
      url: gatewayUrl(),
      shards: gateway.recommendedShards(),
      session_start_limit: limit,
    };
  });
  for (const path of ['/applications/@me', '/oauth2/applications/@me']) {
    router.get(path, (ctx) => {
      ctx.body = applicationShape(world);
    });
  }

  const scopes = ['/applications/:app/commands', '/applications/:app/guilds/:guild/commands'];
  for (const path of scopes) {
    const scope = (params: Record<string, string>) => {
      if (params.app !== world.applicationId) throw discordError(10002);
      if (params.guild && !world.guilds.has(params.guild)) throw discordError(50001);
      return params.guild;
    };
    router.get(path, (ctx) => {
      const asked = ctx.query.with_localizations === 'true';
      ctx.body = commands.told(scope(ctx.params), asked);
    });
    router.put(path, (ctx) => {
      ctx.body = commands.overwrite(ctx.state.body.json, scope(ctx.params));
      ctx.status = 200;
      sandbox.bus.emit('world');
    });
    router.post(path, (ctx) => {
      const guild = scope(ctx.params);
      const before = commands.list(guild).length;
      ctx.body = commands.upsert(ctx.state.body.json, guild);
      ctx.status = commands.list(guild).length > before ? 201 : 200;
      sandbox.bus.emit('world');
    });
    router.get(`${path}/:id`, (ctx) => {
      ctx.body = commands.get(ctx.params.id!, scope(ctx.params));
    });
    router.patch(`${path}/:id`, (ctx) => {
      ctx.body = commands.upsert(ctx.state.body.json, scope(ctx.params), ctx.params.id);
      sandbox.bus.emit('world');
    });
    router.delete(`${path}/:id`, (ctx) => {
      commands.remove(ctx.params.id!, scope(ctx.params));
      ctx.status = 204;
      sandbox.bus.emit('world');
    });
  }
}
