import Router from '@koa/router';
import { shareToken } from '../livekit/tokens.ts';
import type { Services } from '../services.ts';
import { needChannel, roomOf } from './caller.ts';
import { identify } from './identify.ts';
import { ownOrigin } from './own-origin.ts';
import { proxiesLivekit, SIGNALLING_PATH } from './signalling-proxy.ts';

/** What a page needs to publish into its channel's room. */
export function livekitRoutes(services: Services) {
  const { livekit } = services;
  const router = new Router({ prefix: '/api/livekit' });

  router.post('/token', async (ctx) => {
    const session = await identify(ctx, services);
    const { user } = session;
    const { channel } = needChannel(session);
    const room = await roomOf({ userId: user.id, session }, channel.id, services);
    const signalling = ownOrigin(ctx).replace(/^http/, 'ws');
    ctx.body = {
      url: proxiesLivekit(livekit.url) ? `${signalling}${SIGNALLING_PATH}` : livekit.url,
      token: await shareToken(livekit, { roomName: room, userId: user.id, name: user.name }),
      roomName: room,
    };
  });

  return router.routes();
}
