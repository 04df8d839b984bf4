import { randomBytes } from 'node:crypto';
import {
  type APIOverwrite,
  type APIRole,
  type APIUser,
  ChannelType,
  PermissionFlagsBits,
  type RoleFlags,
  type UserFlags,
} from 'discord-api-types/v10';
import { ALL_PERMISSIONS, EVERYONE_PERMISSIONS } from './permissions.ts';
import { snowflake, snowflakeAt } from './snowflake.ts';

export interface Person {
  user: APIUser;
  /** false: refuses DMs, the bot gets 50007. */
  takesDms: boolean;
  /** Of their app. */
  locale: string;
}

export interface Member {
  userId: string;
  roles: string[];
  joinedAt: string;
}

export interface Guild {
  id: string;
  name: string;
  ownerId: string;
  premiumTier: number;
  /** Largest file, in bytes, that a message here may carry. */
  uploadLimit: number;
  /** What is spoken there. */
  locale: string;
  roles: APIRole[];
  members: Map<string, Member>;
}

export interface Channel {
  id: string;
  type: ChannelType;
  name: string;
  /** Absent for a DM. */
  guildId?: string;
  /** The person at the other end of a DM with the bot. */
  recipientId?: string;
  /** The other people of a group, in which the bot is not. */
  peopleIds?: string[];
  /** The channel or forum of a thread; the category of others. */
  parentId?: string;
  thread?: Thread;
  topic?: string;
  position: number;
  overwrites: APIOverwrite[];
  lastMessageId: string | null;
}

/** What a thread, or a post in a forum, is beside a channel. */
export interface Thread {
  archived: boolean;
  locked: boolean;
  /** Who has joined, the bot among them where it has. */
  memberIds: string[];
}

export interface World {
  botToken: string;
  /** Of OAuth2. */
  clientSecret: string;
  applicationId: string;
  bot: APIUser;
  people: Map<string, Person>;
  guilds: Map<string, Guild>;
  channels: Map<string, Channel>;
}

/** What a file may weigh, in bytes, where no server says otherwise. */
const DEFAULT_UPLOAD_LIMIT = 10 * 1024 * 1024;
const BORN = Date.UTC(2024, 0, 15, 12);
const JOINED = '2024-02-01T12:00:00.000000+00:00';

/** The world at start. Its ids are the same each time, so that a bot's records stay true. */
export function createWorld(): World {
  let made = 0;
  const id = () => snowflakeAt(BORN + 60_000 * made++);
  const applicationId = id();
  const bot: APIUser = { ...user(applicationId, 'Hindsight', null), bot: true };
  const people = ['Ada', 'Bo', 'Cy'].map((name) => newPerson(id(), name));
  const userIds = [applicationId, ...people.map((person) => person.user.id)];
  const guilds: Guild[] = [];
  const channels: Channel[] = [];
  const addGuild = (name: string, uploadLimit: number, premiumTier: number, names: string[]) => {
    // Each in another millisecond, so that two shards have one each.
    const guildId = snowflakeAt(BORN + 60_000 * made++ + guilds.length);
    const botRole = role(id(), 'Hindsight', 2, 0x5b8cff, EVERYONE_PERMISSIONS, true);
    const moderator = role(id(), 'Moderator', 1, 0x3fb68b, ALL_PERMISSIONS, false);
    const owner = people[0]!.user.id;
    const rolesOf = (userId: string) =>
      userId === applicationId ? [botRole.id] : userId === owner ? [moderator.id] : [];
    guilds.push({
      id: guildId,
      name,
      ownerId: owner,
      premiumTier,
      uploadLimit,
      locale: 'en-US',
      roles: [role(guildId, '@everyone', 0, 0, EVERYONE_PERMISSIONS, false), moderator, botRole],
      members: new Map(
        userIds.map((userId) => [userId, { userId, roles: rolesOf(userId), joinedAt: JOINED }]),
      ),
    });
    names.forEach((channelName, position) => {
      const voice = channelName.startsWith('voice:');
      channels.push({
        id: id(),
        type: voice ? ChannelType.GuildVoice : ChannelType.GuildText,
        name: channelName.replace('voice:', ''),
        guildId,
        position,
        overwrites: [],
        lastMessageId: null,
      });
    });
  };
  addGuild('Hindsight Test Server', DEFAULT_UPLOAD_LIMIT, 0, ['clips', 'general', 'voice:Lounge']);
  addGuild('Boosted Server', 50 * 1024 * 1024, 2, ['highlights', 'chat']);

  // Behind all else, whose ids stay what they were: who deletes messages, and a role that means nothing to Discord.
  const deletes = EVERYONE_PERMISSIONS | PermissionFlagsBits.ManageMessages;
  for (const { roles } of guilds) {
    roles.push(role(id(), 'Helper', 1, 0, deletes, false), role(id(), 'Regular', 1, 0, 0n, false));
  }

  const word = (bytes: number) => randomBytes(bytes).toString('base64url');
  return {
    botToken: `${Buffer.from(applicationId).toString('base64url')}.${word(4)}.${word(28)}`,
    clientSecret: word(24),
    applicationId,
    bot,
    people: new Map(people.map((person) => [person.user.id, person])),
    guilds: new Map(guilds.map((guild) => [guild.id, guild])),
    channels: new Map(channels.map((channel) => [channel.id, channel])),
  };
}

/** Somebody new, on all servers. */
export function addPerson(world: World, name: string): Person {
  const person = newPerson(snowflake(), name);
  const userId = person.user.id;
  world.people.set(userId, person);
  for (const { members } of world.guilds.values()) {
    members.set(userId, { userId, roles: [], joinedAt: new Date().toISOString() });
  }
  return person;
}

export function userOf(world: World, id: string): APIUser | undefined {
  return id === world.bot.id ? world.bot : world.people.get(id)?.user;
}

/** The DM between the bot and a person, made when it is first asked for. */
export function dmWith(world: World, userId: string): Channel {
  for (const channel of world.channels.values()) {
    if (channel.recipientId === userId) return channel;
  }
  const channel: Channel = {
    id: snowflake(),
    type: ChannelType.DM,
    name: world.people.get(userId)?.user.username ?? userId,
    recipientId: userId,
    position: 0,
    overwrites: [],
    lastMessageId: null,
  };
  world.channels.set(channel.id, channel);
  return channel;
}

export function uploadLimitOf(world: World, channel: Channel): number {
  return world.guilds.get(channel.guildId ?? '')?.uploadLimit ?? DEFAULT_UPLOAD_LIMIT;
}

export function shareAServer(world: World, userId: string): boolean {
  return [...world.guilds.values()].some(
    (guild) => guild.members.has(userId) && guild.members.has(world.bot.id),
  );
}

function newPerson(id: string, name: string): Person {
  return { user: user(id, name.toLowerCase(), name), takesDms: true, locale: 'en-US' };
}

function user(id: string, username: string, name: string | null): APIUser {
  return {
    id,
    username,
    global_name: name,
    discriminator: '0',
    avatar: null,
    public_flags: 0 as UserFlags,
    flags: 0 as UserFlags,
    primary_guild: null,
  };
}

function role(
  id: string,
  name: string,
  position: number,
  color: number,
  permissions: bigint,
  managed: boolean,
): APIRole {
  return {
    id,
    name,
    color,
    colors: { primary_color: color, secondary_color: null, tertiary_color: null },
    hoist: false,
    position,
    permissions: permissions.toString(),
    managed,
    mentionable: false,
    icon: null,
    unicode_emoji: null,
    flags: 0 as RoleFlags,
  };
}
