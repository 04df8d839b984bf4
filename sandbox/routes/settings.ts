import { LOCALES } from '../localized.ts';
import { type People, PeopleError } from '../people.ts';
import { deny, type PermissionName } from '../permissions.ts';
import type { Sandbox } from '../sandbox.ts';
import { addChannel, changeThread } from '../threads.ts';
import { addPerson, dmWith } from '../world.ts';
import type { PageRouter } from './page-api.ts';

/** The knobs: who takes DMs, limits, permissions, faults, the gateway, the clock, the log. */
export function addSettingRoutes(router: PageRouter, sandbox: Sandbox, people: People): void {
  const { world, bus, faults, gateway } = sandbox;
  const guildOf = (which: string) => {
    const found = [...world.guilds.values()].find((one) => [one.id, one.name].includes(which));
    if (!found) throw new PeopleError(`There is no server ${which}.`);
    return found;
  };
  const change = (path: string, apply: (json: Record<string, any>) => void) => {
    router.post(path, (ctx) => {
      apply(ctx.state.json);
      bus.emit('world');
      ctx.status = 204;
    });
  };

  change('/people', ({ who, takesDms }) => {
    world.people.get(people.personId(who))!.takesDms = Boolean(takesDms);
  });
  router.post('/newcomers', (ctx) => {
    const names = ctx.state.json.names as string[];
    ctx.body = names.map((name) => addPerson(world, name).user.id);
    bus.emit('world');
  });
  change('/locale', ({ who, guild, locale }) => {
    if (!LOCALES.includes(locale)) throw new PeopleError(`Discord knows no language ${locale}.`);
    if (guild === undefined) {
      world.people.get(people.personId(who))!.locale = locale;
      return;
    }
    const changed = guildOf(guild);
    changed.locale = locale;
    bus.emit('guild', changed);
  });
  change('/dm', ({ as }) => void dmWith(world, people.personId(as)));
  router.post('/channels', (ctx) => {
    const { kind, name, guild, parent, members = [] } = ctx.state.json;
    const owner = [...world.people.keys()][0]!;
    const idOf = (who: string) => (who === 'bot' ? world.bot.id : people.personId(who));
    ctx.body = addChannel(sandbox, {
      ...{ kind, name, memberIds: (members as string[]).map(idOf) },
      guildId: guild && guildOf(guild).id,
      parentId: parent && people.channelFor(owner, parent).id,
    });
    bus.emit('world');
  });
  change('/threads', ({ channel, ...state }) => {
    const owner = [...world.people.keys()][0]!;
    changeThread(sandbox, people.channelFor(owner, channel), state);
  });
  change('/upload-limit', ({ guild, bytes }) => {
    if (!(bytes > 0)) throw new PeopleError('An upload limit is a number of bytes above 0.');
    guildOf(guild).uploadLimit = Number(bytes);
  });
  change('/deny', ({ channel, who, permissions }) => {
    const userId = who === 'bot' ? world.bot.id : people.personId(who);
    const owner = [...world.people.keys()][0]!;
    const changed = people.channelFor(owner, channel);
    deny(changed, userId, permissions as PermissionName[]);
    bus.emit('channel', changed);
  });
  change('/members', ({ guild, who, present }) => {
    const { members } = guildOf(guild);
    const userId = people.personId(who);
    if (!present) members.delete(userId);
    else members.set(userId, { userId, roles: [], joinedAt: new Date().toISOString() });
  });
  change('/roles', ({ guild, who, roles }) => {
    const { members, roles: all } = guildOf(guild);
    const member = members.get(people.personId(who));
    if (!member) throw new PeopleError(`${who} is not on that server.`);
    member.roles = (roles as string[]).map((name) => {
      const role = all.find((one) => [one.id, one.name].includes(name));
      if (!role) throw new PeopleError(`There is no role ${name}.`);
      return role.id;
    });
  });
  change('/bot-on-server', ({ guild, state }) => {
    const found = guildOf(guild);
    const { id: userId } = world.bot;
    const managed = found.roles.filter((role) => role.managed).map((role) => role.id);
    const joinedAt = new Date().toISOString();
    if (state === 'removed') found.members.delete(userId);
    if (state === 'there') found.members.set(userId, { userId, roles: managed, joinedAt });
    if (state === 'there') gateway.tellGuildCreate(found);
    else gateway.tellGuildDelete(found, state === 'outage');
  });
  change('/faults', (fault) =>
    faults.add({ times: 1, ...fault } as Parameters<typeof faults.add>[0]),
  );
  change('/faults/clear', () => faults.clear());
  change('/rate-limits', ({ on }) => sandbox.rateLimits.setOff(!on));
  change('/advance', ({ ms }) => {
    sandbox.clock.advance(Number(ms));
    sandbox.interactions.expire();
  });
  change('/gateway', ({ action, code, resumable }) => {
    if (action === 'drop') gateway.drop();
    else if (action === 'reconnect') gateway.reconnect();
    else if (action === 'invalidate') gateway.invalidate(Boolean(resumable));
    else if (action === 'close') gateway.close(Number(code));
    else throw new PeopleError('The gateway can drop, reconnect, invalidate or close.');
  });

  change('/gateway/manners', (manners) => gateway.behave(manners));

  router.get('/requests', (ctx) => {
    ctx.body = sandbox.requests.list();
  });
  router.get('/payloads', (ctx) => {
    ctx.body = sandbox.requests.payloads();
  });
  router.get('/sessions', (ctx) => {
    ctx.body = gateway.sessions();
  });
  router.get('/registered', (ctx) => {
    const { guild } = ctx.query as { guild?: string };
    ctx.body = sandbox.commands.list(guild && guildOf(guild).id);
  });
}
