import { discordError, Problems } from '../errors.ts';
import { permissionsIn } from '../permissions.ts';
import type { Sandbox } from '../sandbox.ts';
import {
  channelShape,
  guildShape,
  memberShape,
  ownUserShape,
  partialGuildShape,
} from '../shapes.ts';
import { dmWith, type Guild, userOf } from '../world.ts';
import type { ApiRouter } from './bot-api.ts';

/** Servers, their members, users and the way to their DMs. */
export function addPlaceRoutes(router: ApiRouter, { world, bus }: Sandbox): void {
  const guildOf = (id: string | undefined): Guild => {
    const guild = world.guilds.get(id ?? '');
    if (!guild?.members.has(world.bot.id)) throw discordError(10004);
    return guild;
  };

  router.get('/users/@me', (ctx) => {
    ctx.body = ownUserShape(world);
  });
  router.get('/users/@me/guilds', (ctx) => {
    ctx.body = [...world.guilds.values()].map((guild) => partialGuildShape(world, guild));
  });
  router.post('/users/@me/channels', (ctx) => {
    const { recipient_id: id } = ctx.state.body.json as { recipient_id?: string };
    const problems = new Problems();
    if (!id) problems.required(['recipient_id']);
    problems.throwIfAny();
    if (!world.people.has(String(id))) throw discordError(id === world.bot.id ? 50007 : 10013);
    ctx.body = channelShape(world, dmWith(world, String(id)));
    bus.emit('world');
  });
  router.get('/users/:id', (ctx) => {
    const user = userOf(world, ctx.params.id!);
    if (!user) throw discordError(10013);
    ctx.body = user;
  });

  router.get('/guilds/:id', (ctx) => {
    ctx.body = guildShape(guildOf(ctx.params.id));
  });
  router.get('/guilds/:id/roles', (ctx) => {
    ctx.body = guildOf(ctx.params.id).roles;
  });
  router.get('/guilds/:id/channels', (ctx) => {
    const { id } = guildOf(ctx.params.id);
    const here = [...world.channels.values()].filter((channel) => channel.guildId === id);
    const seen = here.filter((channel) => permissionsIn(world, channel, world.bot.id));
    ctx.body = seen.map((channel) => channelShape(world, channel));
  });
  // All members at once is for those with the privileged members intent.
  router.get('/guilds/:id/members', () => {
    throw discordError(50001);
  });
  router.get('/guilds/:id/members/search', (ctx) => {
    const query = String(ctx.query.query ?? '').toLowerCase();
    const members = [...guildOf(ctx.params.id).members.values()];
    const found = members.filter(({ userId }) => userOf(world, userId)?.username.startsWith(query));
    ctx.body = found.slice(0, Number(ctx.query.limit ?? 1)).map((one) => memberShape(world, one));
  });
  router.get('/guilds/:id/members/:user', (ctx) => {
    const member = guildOf(ctx.params.id).members.get(ctx.params.user!);
    if (!member) throw discordError(world.people.has(ctx.params.user!) ? 10007 : 10013);
    ctx.body = memberShape(world, member);
  });
}
