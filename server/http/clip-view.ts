import type { Context } from 'koa';
import { NO_GUILD } from '../auth/access.ts';
import { type Clip, shownIn } from '../clips/clip.ts';
import { isClockKnown, placeInClip } from '../clips/clip-clock.ts';
import type { Facets } from '../clips/find.ts';
import { mayTrim } from '../clips/may-keep.ts';
import { messageUrl } from '../clips/message-url.ts';
import type { Services } from '../services.ts';
import type { Words } from '../words/words.ts';
import type { Caller } from './caller.ts';
import { wordsFor } from './language.ts';

/** Who looks, and in which words. */
export type Viewer = Pick<Caller, 'userId' | 'session'> & { words: Words };

export const viewerOf = (ctx: Context, { userId, session }: Caller): Viewer => ({
  ...{ userId, session, words: wordsFor(ctx) },
});

/** A clip as its viewer sees it. Nothing in it asks Discord: names are those that the bot knows. */
export async function clipView({ names, clipLinks }: Services, viewer: Viewer, clip: Clip) {
  const { id, ownerId, guildId, channelId, expiresAtMs = null, marks = [], posted = [] } = clip;
  const mine = ownerId === viewer.userId;
  const isDm = guildId === NO_GUILD;
  const sharerId = shownIn(clip);
  const isCopy = sharerId !== ownerId;
  return {
    ...{ id, ownerId, mine, guildId, channelId },
    ownerName: (mine && viewer.session?.user.name) || (await names.person(ownerId, guildId)),
    // Of a copy: whose screen it shows.
    ...(isCopy && { sharerId, sharerName: await names.person(sharerId, guildId) }),
    mayBePublic: mine && !isCopy && !isDm,
    mayTrim: mayTrim(viewer.userId, clip),
    guildName: isDm ? undefined : await names.guild(guildId),
    channelName: isDm ? viewer.words.clips.directMessages : (await names.channel(channelId))?.name,
    title: clip.title,
    ...{ fromMs: clip.fromMs, toMs: clip.toMs, durationMs: clip.durationMs },
    ...{ bytes: clip.bytes, width: clip.width, height: clip.height },
    ...{ createdAtMs: clip.createdAtMs, visibility: clip.visibility },
    // Where else it was posted is its owner's business.
    posted: mine ? posted.map((post) => ({ ...post, url: messageUrl(post) })) : [],
    expiresAtMs,
    marks: marks.map(({ atMs, label }) => ({ atMs, label, videoMs: placeInClip(clip, atMs) })),
    exactMarks: isClockKnown(clip),
    file: `/api/clips/${id}/file`,
    poster: `/api/clips/${id}/poster`,
    link: mine ? clipLinks.given(clip) : null,
  };
}

export type ClipView = Awaited<ReturnType<typeof clipView>>;

/** What the filters offer. */
export async function facetsView(
  { names }: Services,
  { userId, session, words }: Viewer,
  facets: Facets,
) {
  const own = (id: string) => (id === userId ? session?.user.name : undefined);
  const person = async (id: string) => ({ id, name: own(id) ?? (await names.person(id)) ?? id });
  const channel = async (id: string) => {
    if (id === NO_GUILD) return { id, name: words.clips.directMessages };
    const known = await names.channel(id);
    const guildName = known && (await names.guild(known.guildId));
    return { id, name: known?.name ?? id, guildName };
  };
  return {
    people: await Promise.all(facets.person.map(person)),
    channels: await Promise.all(facets.channel.map(channel)),
    markers: facets.marker,
  };
}
