import Router from '@koa/router';
import { roomName } from '../livekit/room-name.ts';
import { shareToken } from '../livekit/tokens.ts';
import type { Services } from '../services.ts';
import { identify } from './identify.ts';
import { ownOrigin } from './own-origin.ts';
import { proxiesLivekit, SIGNALLING_PATH } from './signalling-proxy.ts';

/** What a page needs to publish into its channel's room. */
export function livekitRoutes(services: Services) {
  const { livekit } = services;
  const router = new Router({ prefix: '/api/livekit' });

  router.post('/token', async (ctx) => {
    const { user, guild, channel } = await identify(ctx, services);
    const room = roomName(guild.id, channel.id);
    const signalling = ownOrigin(ctx).replace(/^http/, 'ws');
    ctx.body = {
      url: proxiesLivekit(livekit.url) ? `${signalling}${SIGNALLING_PATH}` : livekit.url,
      token: await shareToken(livekit, { roomName: room, userId: user.id, name: user.name }),
      roomName: room,
    };
  });

  return router.routes();
}
