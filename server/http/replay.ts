import Router from '@koa/router';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { roomName } from '../livekit/room-name.ts';
import type { Services } from '../services.ts';
import { readBody } from './body.ts';
import { identify } from './identify.ts';

const id = z.string().min(1).max(200);
const startBody = z.object({
  channelId: id,
  roomName: id,
  videoTrackId: id,
  audioTrackId: id.nullish(),
});

/** Asking for a recording, ending it, and how it stands. All but the status only point at a room. */
export function replayRoutes(services: Services) {
  const { shares, reconciler, rooms, segments } = services;
  const router = new Router();

  router.post('/api/livekit/replay/start', async (ctx) => {
    const { user, guild, channel } = await identify(ctx, services);
    const body = readBody(ctx, startBody);
    const room = roomName(guild.id, channel.id);
    if (body.roomName !== room || body.channelId !== channel.id) {
      throw new UserError('You are signed in for another channel.', { status: 403 });
    }
    const published = await rooms.shares(room);
    const track = published.find((share) => share.videoTrackId === body.videoTrackId);
    if (track && track.userId !== user.id) {
      throw new UserError("That is somebody else's share.", { status: 409 });
    }
    if (!track) throw new UserError('That share is not published (any more).', { status: 404 });
    await shares.ask(room, user.id);
    await reconciler.look(room);
    const share = await shares.latestOf(user.id, room);
    if (share?.videoTrackId !== body.videoTrackId || share.status !== 'active') {
      const words = share?.error ?? 'The recording could not be started. It is tried again.';
      throw new UserError(words, { status: 503 });
    }
    ctx.body = { sessionId: share.id, egressId: share.egressId, status: share.status };
  });

  router.post('/api/livekit/replay/stop', async (ctx) => {
    const { user, guild, channel } = await identify(ctx, services);
    const room = roomName(guild.id, channel.id);
    const share = await shares.latestOf(user.id, room);
    if (share?.status !== 'active') {
      throw new UserError('You have no active recording.', { status: 404 });
    }
    await shares.stop(room, user.id);
    await reconciler.look(room);
    ctx.body = { sessionId: share.id, egressId: share.egressId, status: 'stopped' };
  });

  router.get('/api/replay/status', async (ctx) => {
    const { user, guild, channel } = await identify(ctx, services);
    const share = await shares.latestOf(user.id, roomName(guild.id, channel.id));
    const buffer = await segments.coverage(user.id);
    ctx.body = {
      status: share?.status ?? 'none',
      sessionId: share?.id,
      error: share?.error,
      bufferedMs: buffer?.bufferedMs ?? 0,
      fromMs: buffer?.fromMs,
      toMs: buffer?.toMs,
    };
  });

  return router.routes();
}
