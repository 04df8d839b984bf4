import { permissionsIn } from './permissions.ts';
import { memberShape } from './shapes.ts';
import type { GivenOption, Resolve } from './typed.ts';
import { type Channel, userOf, type World } from './world.ts';

/** Finds what somebody means by a name, mention or id in a channel. */
export function namesIn(world: World, channel: Channel): Resolve {
  const guild = world.guilds.get(channel.guildId ?? '');
  const bare = (text: string) => text.replace(/^<[@#]&?!?(\d+)>$/, '$1').replace(/^[@#]/, '');
  const members = guild
    ? [...guild.members.keys()]
    : (channel.peopleIds ?? [channel.recipientId!, world.bot.id]);
  return {
    user: (text: string) =>
      members.find((id) => {
        const user = userOf(world, id)!;
        const names = [id, user.username.toLowerCase(), user.global_name?.toLowerCase()];
        return names.includes(bare(text).toLowerCase());
      }),
    channel: (text: string) =>
      [...world.channels.values()].find(
        (one) =>
          one.guildId === channel.guildId && (one.id === bare(text) || one.name === bare(text)),
      )?.id,
    role: (text: string) =>
      guild?.roles.find((role) => role.id === bare(text) || role.name === bare(text))?.id,
  };
}

/** The things that options point at, as the bot gets them beside the options. */
export function resolved(world: World, channel: Channel, options: GivenOption[]) {
  const flat = options.flatMap(function inner(option): GivenOption[] {
    return [option, ...(option.options ?? []).flatMap(inner)];
  });
  const guild = world.guilds.get(channel.guildId ?? '');
  const users: Record<string, unknown> = {};
  const members: Record<string, unknown> = {};
  const roles: Record<string, unknown> = {};
  const channels: Record<string, unknown> = {};
  for (const { type, value } of flat) {
    const id = String(value);
    const user = type === 6 || type === 9 ? userOf(world, id) : undefined;
    const member = guild?.members.get(id);
    if (user) users[id] = user;
    if (user && member) members[id] = memberOption(world, channel, id);
    const role = type === 8 || type === 9 ? guild?.roles.find((one) => one.id === id) : undefined;
    if (role) roles[id] = role;
    const target = type === 7 ? world.channels.get(id) : undefined;
    if (target) {
      const permissions = permissionsIn(world, target, world.bot.id).toString();
      channels[id] = { id, name: target.name, type: target.type, permissions };
    }
  }
  const all = Object.entries({ users, members, roles, channels });
  return Object.fromEntries(all.filter(([, found]) => Object.keys(found).length));
}

function memberOption(world: World, channel: Channel, id: string) {
  const guild = world.guilds.get(channel.guildId!)!;
  const { user: _, deaf, mute, ...member } = memberShape(world, guild.members.get(id)!);
  return { ...member, permissions: permissionsIn(world, channel, id).toString() };
}
