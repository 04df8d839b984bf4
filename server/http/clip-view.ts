import { NO_GUILD } from '../auth/access.ts';
import type { Clip } from '../clips/clip.ts';
import { isClockKnown, placeInClip } from '../clips/clip-clock.ts';
import type { Facets } from '../clips/find.ts';
import { messageUrl } from '../clips/message-url.ts';
import type { Services } from '../services.ts';
import type { Caller } from './caller.ts';

const DIRECT_MESSAGES = 'Direct messages';

/** A clip as its viewer sees it. Nothing in it asks Discord: names are those that the bot knows. */
export function clipView({ names, clipLinks }: Services, caller: Caller, clip: Clip) {
  const { id, ownerId, guildId, channelId, expiresAtMs = null, marks = [], posted = [] } = clip;
  const mine = ownerId === caller.userId;
  const isDm = guildId === NO_GUILD;
  return {
    ...{ id, ownerId, mine, guildId, channelId },
    ownerName: (mine && caller.session?.user.name) || names.person(ownerId, guildId),
    guildName: isDm ? undefined : names.guild(guildId),
    channelName: isDm ? DIRECT_MESSAGES : names.channel(channelId)?.name,
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

export type ClipView = ReturnType<typeof clipView>;

/** What the filters offer. */
export function facetsView({ names }: Services, { userId, session }: Caller, facets: Facets) {
  const own = (id: string) => (id === userId ? session?.user.name : undefined);
  return {
    people: facets.person.map((id) => ({ id, name: own(id) ?? names.person(id) ?? id })),
    channels: facets.channel.map((id) => {
      if (id === NO_GUILD) return { id, name: DIRECT_MESSAGES };
      const channel = names.channel(id);
      return { id, name: channel?.name ?? id, guildName: channel && names.guild(channel.guildId) };
    }),
    markers: facets.marker,
  };
}
