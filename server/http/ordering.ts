import { NO_GUILD } from '../auth/access.ts';
import { lastOf, needLength, needPossible, needRange, sinceMark } from '../clips/asked-range.ts';
import { shownIn } from '../clips/clip.ts';
import type { Opened } from '../clips/may-clip.ts';
import { mayTrim } from '../clips/may-keep.ts';
import type { ClipOrder } from '../clips/order.ts';
import type { Take } from '../clips/order-desk.ts';
import { UserError } from '../errors.ts';
import type { Services } from '../services.ts';
import { askDiscord } from './ask-discord.ts';
import type { Caller } from './caller.ts';
import { createClipAccess } from './clip-access.ts';

/** What a page or a program wants to be clipped, and where it goes. */
export interface AskedClip
  extends Pick<ClipOrder, 'title' | 'visibility' | 'quality' | 'format' | 'gaps' | 'voice'> {
  /** The last so much, ms; what the last mark began; or a range of a preview, ms of it. */
  of: { durationMs: number } | 'since mark' | { preview: string; fromMs: number; toMs: number };
  /** Whose share; one's own when left out. */
  sharerId?: string | undefined;
  to?: 'channel' | 'dm' | 'library' | undefined;
  channelId?: string | undefined;
}

/** A clip that is there already, and where it goes. */
interface AskedPost {
  clipId: string;
  to: 'channel' | 'dm';
  channelId?: string | undefined;
}

type Place = Pick<ClipOrder, 'to' | 'guildId' | 'channelId'>;
type Source = Pick<
  ClipOrder,
  'fromMs' | 'toMs' | 'last' | 'lengthMs' | 'held' | 'marks' | 'only'
> & {
  /** Whose screen it shows, where that is not said by who asks. */
  sharerId?: string | undefined;
  guildId?: string | undefined;
  channelId?: string | undefined;
};

interface PreviewOrder extends Pick<AskedClip, 'format' | 'visibility'> {
  userId: string;
  /** Where what it is cut of lies until then. */
  folder: string;
  to: Place['to'];
}

/** Turns what is asked for over HTTP into orders. All that can be refused is refused before one is taken. */
export function createOrdering(services: Services) {
  const { orders, clips, clipMaker, marks, shares, config, postPlaces, previews, log } = services;
  const { rules, languages } = services;
  const access = createClipAccess(services);

  /** What they ask for, or else read in Discord. */
  const languageOf = async ({ userId, language }: Caller) => language ?? languages.of(userId);

  /** Where somebody is who names no channel: what they came from, else where they last shared. */
  async function homeOf({ userId, session }: Caller): Promise<Omit<Place, 'to'>> {
    if (session?.guild && session.channel) {
      return { guildId: session.guild.id, channelId: session.channel.id };
    }
    const [share] = await shares.recentOf(userId);
    return { guildId: share?.guildId ?? NO_GUILD, channelId: share?.channelId ?? '' };
  }

  /** @throws UserError 400 without a channel; 403, 404 or 503 where they, or the bot, may not post there */
  async function placeFor(
    caller: Caller,
    {
      to,
      channelId = caller.session?.channel?.id,
      quality = config.clipQuality,
    }: Pick<AskedClip, 'to' | 'channelId' | 'quality'>,
  ): Promise<Place> {
    const wanted = to ?? (channelId === undefined ? 'library' : 'channel');
    if (wanted !== 'channel') return { to: wanted, ...(await homeOf(caller)) };
    if (channelId === undefined) {
      throw new UserError((words) => words.http.needsChannel);
    }
    const { guildId } = await askDiscord(
      postPlaces.need(caller.userId, channelId, { withLink: quality === 'link' }),
      log,
    );
    return { to: 'here', guildId, channelId };
  }

  /** @throws UserError for what is too short, too long, not buffered or not kept any more */
  async function fromBuffer(
    userId: string,
    asked: AskedClip,
    momentMs: number,
    only: string[] | undefined,
  ): Promise<Source> {
    const { of, format } = asked;
    const range =
      typeof of === 'object' && 'durationMs' in of
        ? lastOf(of.durationMs, momentMs)
        : await sinceMark({ userId, endMs: momentMs, format, marks });
    needRange(range, { momentMs, windowMs: config.windowMs, format });
    await clipMaker.needSomething(asked.sharerId ?? userId, only);
    return range;
  }

  /**
   * Who asked for a clip makes new ones within it, which belong to its sharer like that one.
   * @throws UserError as above, 404 for a preview that is not there or somebody else's, 403 for who may only watch
   */
  async function fromPreview(
    { userId, folder, format, to, visibility }: PreviewOrder,
    { preview, fromMs, toMs }: { preview: string; fromMs: number; toMs: number },
  ): Promise<Source> {
    const lengthMs = toMs - fromMs;
    needLength(lengthMs, format);
    const range = await previews.rangeOf(userId, preview, { fromMs, toMs }, folder);
    const { segments, voice, marks, sharerId, clipId, guildId, channelId } = range;
    if (sharerId !== userId) {
      const clip = clipId === undefined ? undefined : await clips.get(clipId);
      if (!clip || !mayTrim(userId, clip)) {
        throw new UserError((words) => words.previews.notTheirs, { status: 403 });
      }
      needForOther(to, visibility);
    }
    return {
      sharerId,
      ...{ fromMs: range.fromMs, toMs: range.toMs, last: false, lengthMs },
      ...{ held: { folder, segments, voice }, marks, guildId, channelId },
    };
  }

  /** @throws UserError (403) for what only the sharer may do with a clip */
  function needForOther(to: Place['to'], visibility: AskedClip['visibility']): void {
    if (to !== 'library' && visibility !== 'public') return;
    throw new UserError(({ asked }) => asked.othersVisibility, { status: 403 });
  }

  /**
   * @returns what of it; undefined: all, as it is their own
   * @throws UserError 404 for whom they may not clip; 403 for what only the sharer may do with it
   */
  async function needMayClip(
    requesterId: string,
    sharerId: string,
    { to, guildId }: Place,
    visibility: AskedClip['visibility'],
  ): Promise<Opened | undefined> {
    if (sharerId === requesterId) return undefined;
    needForOther(to, visibility);
    const inGuild = to === 'here' ? { guildId } : {};
    return services.mayClip.need({ requesterId, sharerId, ...inGuild });
  }

  /** @returns the order's id, which is the clip's, too */
  async function clip(
    caller: Caller,
    asked: AskedClip,
    momentMs: number,
    take: Take,
  ): Promise<string> {
    const { userId } = caller;
    const { of, title, visibility, quality, format, gaps, voice, sharerId = userId } = asked;
    const place = await placeFor(caller, asked);
    needPossible({ quality, format, to: place.to });
    const opened = await needMayClip(userId, sharerId, place, visibility);
    const id = orders.newId(momentMs);
    // Whatever refuses it from here on, nothing of a preview stays behind.
    await orders.held.hold(id, async (folder) => {
      const source =
        typeof of === 'object' && 'preview' in of
          ? await fromPreview({ userId, folder, format, to: place.to, visibility }, of)
          : { ...(await fromBuffer(userId, asked, momentMs, opened?.only)), ...opened };
      // Kept or sent to one person alone, it belongs where what it shows was shared.
      const shared = source.guildId !== undefined && source.channelId !== undefined;
      const { guildId, channelId } =
        place.to !== 'here' && shared ? { ...place, ...source } : place;
      if (visibility === 'public') await access.needToShow({ guildId, ownerId: userId });
      const order = {
        ...{ ...source, id, sharerId: source.sharerId ?? sharerId, requesterId: userId },
        ...{ guildId, channelId, to: place.to },
        ...{ title, visibility, quality, format, gaps, voice },
        languages: await languages.ofOrder(await languageOf(caller), guildId),
      };
      await take({ ...order, ...(await rules.settle(order, { momentMs })) });
    });
    return id;
  }

  /** Posts a clip (again). @throws UserError (404) for one that is not there or not theirs */
  async function post(
    caller: Caller,
    asked: AskedPost,
    momentMs: number,
    take: Take,
  ): Promise<string> {
    const { userId } = caller;
    const clip = await clips.get(asked.clipId);
    if (!clip || (clip.ownerId !== userId && clip.requesterId !== userId)) {
      throw new UserError((words) => words.clips.noSuch, { status: 404 });
    }
    const place = await placeFor(caller, asked);
    const id = orders.newId(momentMs);
    const { id: clipId, title, fromMs, toMs, durationMs: lengthMs } = clip;
    const order = {
      ...{ id, clipId, sharerId: shownIn(clip), requesterId: userId, title },
      ...{ fromMs, toMs, lengthMs, last: false },
      ...place,
      languages: await languages.ofOrder(await languageOf(caller), place.guildId),
    };
    await take({ ...order, ...(await rules.settle(order, { momentMs })) });
    return id;
  }

  return {
    clip: (caller: Caller, asked: AskedClip, momentMs: number) =>
      orders.inRoom(caller.userId, (take) => clip(caller, asked, momentMs, take)),
    post: (caller: Caller, asked: AskedPost, momentMs: number) =>
      orders.inRoom(caller.userId, (take) => post(caller, asked, momentMs, take)),
  };
}
