import {
  ChannelType,
  type Client,
  type Guild,
  type GuildBasedChannel,
  type GuildMember,
  PermissionFlagsBits as Right,
  type SendableChannels,
} from 'discord.js';
import PQueue from 'p-queue';
import { NO_GUILD } from '../server/auth/access.ts';
import type { AskPostPlaces, PostChannel, PostPlaces } from '../server/auth/post-places.ts';
import { UserError } from '../server/errors.ts';
import type { Log } from '../server/log.ts';
import { RecentMap } from '../server/recent-map.ts';
import type { Say, Words } from '../server/words/words.ts';
import { isIn, memberOf, orIfMissing } from './members.ts';
import { uploadLimit } from './upload-limit.ts';

type Place = GuildBasedChannel & SendableChannels;

/** Servers that are asked about a person at once. */
const AT_ONCE = 5;
/** How long somebody is taken not to be on a server, ms: most are on few of those that the bot is on. */
const ELSEWHERE_MS = 5 * 60_000;
type RightName = keyof Words['places']['rights'];

/** Asks Discord where a person and the bot may both post files; servers and threads about which it does not answer are left out. */
export function createAskPostPlaces(client: Client<true>, log: Log): AskPostPlaces {
  const elsewhere = new RecentMap<number>(ELSEWHERE_MS, Date.now);

  async function inGuild(guild: Guild, userId: string): Promise<PostPlaces['guilds']> {
    const key = `${guild.id}:${userId}`;
    // Discord says which servers it has lost sight of for a while.
    if (!guild.available) return [];
    if ((elsewhere.get(key) ?? 0) > Date.now() - ELSEWHERE_MS) return [];
    const member = await memberOf(guild, userId);
    if (!member) elsewhere.set(key, Date.now());
    if (!member) return [];
    const me = guild.members.me ?? (await guild.members.fetchMe());
    const channels: PostChannel[] = [];
    for (const channel of guild.channels.cache.values()) {
      if (!isPlace(channel) || missing(channel, me) || missing(channel, member)) continue;
      const hidden = await isHidden(channel, member).catch((err) => {
        const where = { userId, guildId: guild.id, channelId: channel.id };
        log.info({ err, ...where }, 'a thread is left out of where to post');
        return true;
      });
      if (hidden) continue;
      const limitBytes = uploadLimit(guild);
      channels.push({ id: channel.id, name: channel.name, kind: kindOf(channel), limitBytes });
    }
    const order = (id: string) => positionOf(guild.channels.cache.get(id));
    channels.sort((a, b) => order(a.id) - order(b.id) || a.name.localeCompare(b.name));
    return channels.length > 0 ? [{ id: guild.id, name: guild.name, channels }] : [];
  }

  return {
    async of(userId) {
      const queue = new PQueue({ concurrency: AT_ONCE });
      const guilds = [...client.guilds.cache.values()];
      const failures: unknown[] = [];
      const ask = (guild: Guild) =>
        inGuild(guild, userId).catch((err) => {
          log.info({ err, userId, guildId: guild.id }, 'a server is left out of where to post');
          failures.push(err);
          return [];
        });
      const found = await queue.addAll(guilds.map((guild) => () => ask(guild)));
      if (guilds.length > 0 && failures.length === guilds.length) throw failures[0];
      return { guilds: found.flat(), dm: { limitBytes: uploadLimit() } };
    },

    async need(userId, channelId, { withLink = false } = {}) {
      // All channels of the bot's servers are known here, so ids out of the blue cost Discord nothing.
      if (!client.channels.cache.has(channelId)) return needDm(client, userId, channelId);
      const channel = await orIfMissing(client.channels.fetch(channelId, { force: true }));
      if (!channel || channel.isDMBased()) return needDm(client, userId, channelId);
      const member = await memberOf(channel.guild, userId);
      // Who does not see a channel does not learn that it is there.
      if (!member || !channel.permissionsFor(member).has(Right.ViewChannel)) throw notThere();
      if (await isHidden(channel, member)) throw notThere();
      const { name } = channel;
      if (!channel.isSendable()) throw forbidden(({ places }) => places.takesNone(name));
      if (isClosed(channel)) throw forbidden(({ places }) => places.threadClosed(name));
      const yours = missing(channel, member);
      if (yours) {
        throw forbidden(({ places }) => places.youMayNot(name, places.rights[yours]));
      }
      const mine = missing(channel, await channel.guild.members.fetchMe({ force: true }), {
        withLink,
      });
      if (mine) {
        throw forbidden(({ places }) => places.iMayNot(name, places.rights[mine]));
      }
      return { guildId: channel.guildId };
    },
  };
}

async function needDm(client: Client, userId: string, channelId: string) {
  const dm = await orIfMissing(client.users.createDM(userId));
  if (dm?.id !== channelId) throw notThere();
  return { guildId: NO_GUILD };
}

function isPlace(channel: GuildBasedChannel): channel is Place {
  return channel.isSendable() && !isClosed(channel);
}

function isClosed(channel: GuildBasedChannel): boolean {
  return channel.isThread() && Boolean(channel.archived || channel.locked);
}

/** A private thread shows only to its own people. */
async function isHidden(channel: GuildBasedChannel, member: GuildMember): Promise<boolean> {
  if (channel.type !== ChannelType.PrivateThread) return false;
  if (channel.permissionsFor(member).has(Right.ManageThreads)) return false;
  return !(await isIn(channel, member.id));
}

/** The first right that somebody lacks for posting files there. */
function missing(channel: Place, member: GuildMember, { withLink = false } = {}): RightName | null {
  if (member.isCommunicationDisabled()) return 'SendMessages';
  const rights = channel.permissionsFor(member);
  const needed: RightName[] = [
    'ViewChannel',
    ...(channel.isVoiceBased() ? (['Connect'] as const) : []),
    channel.isThread() ? 'SendMessagesInThreads' : 'SendMessages',
    'AttachFiles',
    ...(withLink ? (['EmbedLinks'] as const) : []),
  ];
  return needed.find((right) => !rights.has(Right[right])) ?? null;
}

function kindOf(channel: Place): PostChannel['kind'] {
  if (channel.isThread()) return 'thread';
  return channel.isVoiceBased() ? 'voice' : 'text';
}

/** As Discord's own list has it: a thread stands behind its channel. */
function positionOf(channel: GuildBasedChannel | null | undefined): number {
  if (!channel) return 0;
  if (channel.isThread()) return positionOf(channel.parent) + 0.5;
  const category = channel.parent?.rawPosition ?? -1;
  return (category + 1) * 1000 + (channel.isVoiceBased() ? 500 : 0) + channel.rawPosition;
}

function notThere(): UserError {
  return new UserError((words) => words.places.notThere, { status: 404 });
}

function forbidden(say: Say): UserError {
  return new UserError(say, { status: 403 });
}
