import { NO_GUILD } from '../auth/access.ts';
import type { ClipLibrary } from '../clips/library.ts';
import type { ClipOrder } from '../clips/order.ts';
import type { Config } from '../config.ts';
import type { Kept } from '../consent/consents.ts';
import { UserError } from '../errors.ts';
import type { Say } from '../words/words.ts';
import type { ServerSettings, ServerSettingsRoom } from './server-settings.ts';

/** The ids of a person's roles on a server; null: they are not there. Rejects when Discord does not answer. */
export type AskRoles = (userId: string, guildId: string) => Promise<string[] | null>;

/** What the settings of servers allow. In direct messages there are none. */
export type ServerRules = ReturnType<typeof createServerRules>;

/** @param roles where they are known already */
interface Who {
  userId: string;
  guildId: string;
  roles?: string[] | undefined;
}

export function createServerRules(parts: {
  servers: Pick<ServerSettingsRoom, 'of'>;
  clips: Pick<ClipLibrary, 'bytesOfGuild'>;
  rolesOf: AskRoles;
  /** Of a thread, the channel that it belongs to. */
  parentOf: (channelId: string) => string | undefined | Promise<string | undefined>;
  config: Pick<Config, 'windowMs' | 'postedKeptMs'>;
}) {
  const { servers, clips, rolesOf, parentOf, config } = parts;

  async function hasOneOf(wanted: string[], { userId, guildId, roles }: Who): Promise<boolean> {
    const theirs = roles ?? (await rolesOf(userId, guildId));
    if (!theirs) return false;
    // The role that every member has goes by the server's own id.
    return wanted.includes(guildId) || theirs.some((role) => wanted.includes(role));
  }

  async function needRole(kind: 'shareRoles' | 'clipRoles', who: Who, why: Say): Promise<void> {
    const wanted = (await servers.of(who.guildId))[kind];
    if (wanted.length === 0 || (await hasOneOf(wanted, who))) return;
    throw new UserError(why, { status: 403 });
  }

  async function needChannel({ channels }: ServerSettings, channelId: string): Promise<void> {
    if (channels.length === 0 || channels.includes(channelId)) return;
    if (channels.includes((await parentOf(channelId)) ?? '')) return;
    throw new UserError((words) => words.rules.otherChannel, { status: 403 });
  }

  async function needRoom(guildId: string, { quotaBytes }: ServerSettings): Promise<void> {
    if (quotaBytes === null || (await clips.bytesOfGuild(guildId)) < quotaBytes) return;
    const most = Math.round(quotaBytes / 1024 / 1024);
    throw new UserError((words) => words.rules.full(most), { status: 413 });
  }

  const capped = (most: number, own: number | null) => Math.min(most, own ?? most);

  return {
    /** @throws UserError (403) where the server does not let this person share, or nobody there */
    async needMayShare(who: Who, channelId: string): Promise<void> {
      if (who.guildId === NO_GUILD) return;
      await needChannel(await servers.of(who.guildId), channelId);
      await needRole('shareRoles', who, (words) => words.rules.mayNotShare);
    },

    /**
     * To be asked before an order is taken. What somebody does with their own share, for themselves, is their affair.
     * @param asked.roles of who asks, where they are known already
     * @returns what the server adds to it
     * @throws UserError 403 for who may not clip, or not there; 413 where there is no room; 400 for what is not kept
     */
    async settle(
      order: Pick<ClipOrder, 'requesterId' | 'sharerId' | 'guildId' | 'channelId' | 'to'> &
        Pick<ClipOrder, 'fromMs' | 'quality' | 'format' | 'held' | 'clipId'>,
      asked: { momentMs: number; roles?: string[] | undefined },
    ): Promise<Pick<ClipOrder, 'quality'>> {
      const { guildId, requesterId: userId, to, quality, format = 'mp4' } = order;
      if (guildId === NO_GUILD) return { quality };
      const settings = await servers.of(guildId);
      if (to === 'here') await needChannel(settings, order.channelId);
      if (to === 'here' || userId !== order.sharerId) {
        const who = { userId, guildId, roles: asked.roles };
        await needRole('clipRoles', who, (words) => words.rules.mayNotClip);
      }
      const isNew = order.clipId === undefined;
      if (isNew) await needRoom(guildId, settings);
      const windowMs = capped(config.windowMs, settings.windowMs);
      if (isNew && !order.held && asked.momentMs - order.fromMs > windowMs) {
        throw new UserError(({ rules, duration }) => rules.onlyLast(duration(windowMs)));
      }
      const isLink = to === 'here' && format === 'mp4' && settings.delivery === 'link';
      return { quality: quality ?? (isLink ? 'link' : undefined) };
    },

    /** Whether the server lets them delete clips of others there. */
    async mayDelete(who: Who): Promise<boolean> {
      const { deleteRoles } = await servers.of(who.guildId);
      return deleteRoles.length > 0 && (await hasOneOf(deleteRoles, who));
    },

    /** How far back one can clip there, and how long posted clips of there stay: never more than the installation says. */
    async kept(guildId: string): Promise<Kept> {
      const { windowMs, postedKeptMs } = await servers.of(guildId);
      return {
        windowMs: capped(config.windowMs, windowMs),
        postedKeptMs: capped(config.postedKeptMs, postedKeptMs),
      };
    },
  };
}
