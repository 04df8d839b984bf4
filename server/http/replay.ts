import Router from '@koa/router';
import { z } from 'zod';
import { shorterWords } from '../disk/shorter-words.ts';
import { UserError } from '../errors.ts';
import type { PublishedShare } from '../livekit/rooms.ts';
import type { Services } from '../services.ts';
import type { Share } from '../shares/share.ts';
import { translated } from '../words/translated.ts';
import { readBody, readOptionalBody, readQuery } from './body.ts';
import { askAccess, type Caller, callerOf, needAccess, roomOf } from './caller.ts';
import { discordId } from './fields.ts';
import { wordsFor } from './language.ts';
import { createRateLimit } from './rate-limit.ts';

/** Of one person: each is a question to Discord and to LiveKit. */
const STARTS = { most: 120, perMs: 60_000 };

const id = z.string().min(1).max(200);
const startBody = z.object({
  channelId: discordId,
  roomName: id,
  videoTrackId: id,
  audioTrackId: id.nullish(),
});
const stopBody = z.object({ channelId: discordId.optional(), sessionId: id.optional() });
const statusQuery = z.object({ channelId: discordId.optional() });

/** Asking for a recording, ending it, and how it stands. All but the status only point at a room. */
export function replayRoutes(services: Services) {
  const { shares, reconciler, rooms, segments, log } = services;
  const router = new Router();
  const starts = createRateLimit(STARTS);

  router.post('/api/livekit/replay/start', async (ctx) => {
    const caller = await callerOf(ctx, services);
    starts.take(ctx, caller.userId);
    const body = readBody(ctx, startBody);
    const room = await roomOf(caller, body.channelId, services);
    if (body.roomName !== room) {
      throw new UserError((words) => words.shares.roomIs(room), { status: 403 });
    }
    const published = await rooms.shares(room).catch((cause) => {
      log.warn(
        { err: cause, room, userId: caller.userId },
        'LiveKit did not say what is published',
      );
      throw new UserError((words) => words.http.livekitAway, { status: 503, cause });
    });
    needOwnTracks(published, caller.userId, body);
    const askedAtMs = Date.now();
    await shares.ask(room, caller.userId);
    await reconciler.look(room);
    const share = await shares.latestOf(caller.userId, room);
    const place = await reconciler.placeOf(caller.userId, room);
    if (place !== null) {
      // Every recorder is busy: it begins by itself.
      ctx.status = 202;
      ctx.body = { sessionId: null, egressId: null, status: 'waiting', place };
      return;
    }
    const begun = share?.videoTrackId === body.videoTrackId && share.status === 'active';
    const isStarting = async () =>
      (await reconciler.startingOf(caller.userId)).some((one) => one.roomName === room);
    if (!begun && (await isStarting())) {
      ctx.status = 202;
      ctx.body = { sessionId: null, egressId: null, status: 'starting' };
      return;
    }
    if (!begun) {
      // Why an earlier one failed says nothing about this one.
      const failed = share && share.createdAt >= askedAtMs ? share.error : undefined;
      throw new UserError(failed ?? ((words) => words.faults.triedAgain), { status: 503 });
    }
    ctx.body = answer(share);
  });

  // What is recorded of oneself can always be ended, also where one may not be any more.
  router.post('/api/livekit/replay/stop', async (ctx) => {
    const caller = await callerOf(ctx, services);
    const { channelId, sessionId } = readOptionalBody(ctx, stopBody);
    const place = channelOf(caller, channelId);
    const ending = (await shares.activeOf(caller.userId)).filter(
      (share) =>
        (place === undefined || share.channelId === place) &&
        (sessionId === undefined || share.id === sessionId),
    );
    const coming = (await reconciler.comingOf(caller.userId)).filter(
      (one) => (place ?? one.channelId) === one.channelId && sessionId === undefined,
    );
    const roomNames = new Set([...ending, ...coming].map(({ roomName }) => roomName));
    if (roomNames.size === 0)
      throw new UserError((words) => words.shares.noActive, { status: 404 });
    for (const room of roomNames) {
      await shares.stop(room, caller.userId);
      await reconciler.look(room);
    }
    const still = (await shares.activeOf(caller.userId)).map((share) => share.id);
    if (ending.some((share) => still.includes(share.id))) {
      throw new UserError((words) => words.replay.livekitSilent, {
        status: 503,
      });
    }
    // Nobody is left recorded unawares: without a name, several end like one.
    const [first, ...others] = [
      ...ending.map((share) => answer({ ...share, status: 'stopped' })),
      ...coming.map(() => ({ sessionId: null, egressId: null, status: 'stopped' })),
    ];
    ctx.body = others.length > 0 ? { ...first, others } : first;
  });

  router.get('/api/replay/status', async (ctx) => {
    const caller = await callerOf(ctx, services);
    const channelId = channelOf(caller, readQuery(ctx, statusQuery).channelId);
    // Only of keys: a page's channel was checked when it got it, and it asks every two seconds.
    if (channelId !== undefined && !caller.session?.channel) {
      needAccess(await askAccess(caller.userId, channelId, services));
    }
    const share = await latestShare(caller.userId, channelId);
    const here = (one: { channelId: string }) =>
      (channelId ?? one.channelId) === one.channelId && share?.status !== 'active';
    const waiting = (await reconciler.waitingOf(caller.userId)).find(here);
    const starting = (await reconciler.startingOf(caller.userId)).find(here);
    const buffer = await segments.coverage(caller.userId);
    ctx.body = {
      status: waiting ? 'waiting' : starting ? 'starting' : (share?.status ?? 'none'),
      place: waiting?.place,
      sessionId: share?.id,
      channelId: (waiting ?? starting ?? share)?.channelId,
      error: share?.error && translated(share.error, wordsFor(ctx)),
      bufferedMs: buffer?.bufferedMs ?? 0,
      fromMs: buffer?.fromMs,
      toMs: buffer?.toMs,
      gaps: buffer?.gaps ?? [],
      voice: await reconciler.voiceOf(caller.userId),
      shorter: await shorterWords(caller.userId, services, wordsFor(ctx)),
    };
  });

  return router.routes();

  /** In the channel that is named; else what is recorded somewhere, else the newest of all. */
  async function latestShare(userId: string, channelId?: string): Promise<Share | undefined> {
    const recent = await shares.recentOf(userId);
    if (channelId !== undefined) return recent.find((share) => share.channelId === channelId);
    return recent.find(({ status }) => status === 'active') ?? recent[0];
  }
}

/**
 * A page that signed in without a channel is like a key: it is asked about all that is recorded.
 * @returns undefined where none is named @throws UserError (403) for a page of another channel
 */
function channelOf({ session }: Caller, named: string | undefined): string | undefined {
  if (session?.channel && named !== undefined && named !== session.channel.id) {
    throw new UserError((words) => words.places.anotherChannel, { status: 403 });
  }
  return session?.channel?.id ?? named;
}

/** @throws UserError 409 when a track is somebody else's, 404 when one is not published */
function needOwnTracks(
  published: PublishedShare[],
  userId: string,
  { videoTrackId, audioTrackId }: z.infer<typeof startBody>,
): void {
  const video = published.find((share) => share.videoTrackId === videoTrackId);
  const audio = audioTrackId
    ? published.find((share) => share.audioTrackId === audioTrackId)
    : undefined;
  if (video && video.userId !== userId) {
    throw new UserError((words) => words.shares.othersShare, { status: 409 });
  }
  if (audio && audio.userId !== userId) {
    throw new UserError((words) => words.shares.othersSound, { status: 409 });
  }
  if (!video) throw new UserError((words) => words.shares.shareGone, { status: 404 });
  if (audioTrackId && !audio) {
    throw new UserError((words) => words.shares.soundGone, { status: 404 });
  }
}

function answer({ id: sessionId, egressId, status }: Share) {
  return { sessionId, egressId, status };
}
