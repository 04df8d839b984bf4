import Router from '@koa/router';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { shareToken } from '../livekit/tokens.ts';
import type { Services } from '../services.ts';
import { createSharingTabs } from '../shares/sharing-tabs.ts';
import { readOptionalBody } from './body.ts';
import { needChannel, roomOf } from './caller.ts';
import { identify } from './identify.ts';
import { ownOrigin } from './own-origin.ts';
import { createRateLimit } from './rate-limit.ts';
import { proxiesLivekit, SIGNALLING_PATH } from './signalling-proxy.ts';

/** Of one person: each is a question to Discord. */
const TOKENS = { most: 60, perMs: 60_000 };

const tokenBody = z.object({
  /** Of the page's own making, one for each share. */
  shareId: z.string().min(1).max(100).optional(),
  /** It was connected before, and goes on. */
  again: z.boolean().optional(),
});

/** What a page needs to publish into its channel's room. */
export function livekitRoutes(services: Services) {
  const { consents, disk, livekit, rules, store } = services;
  const tabs = createSharingTabs(store);

  /** @throws UserError (403) for somebody who does not know yet what is kept of them there */
  async function needConsent(userId: string, guildId: string): Promise<void> {
    if (await consents.covers(userId, guildId, await rules.kept(guildId))) return;
    throw new UserError(({ shares }) => shares.consentFirst, { status: 403 });
  }

  const tokens = createRateLimit(TOKENS);
  const router = new Router({ prefix: '/api/livekit' });

  router.post('/token', async (ctx) => {
    const session = await identify(ctx, services);
    const { user } = session;
    tokens.take(ctx, user.id);
    const { guild, channel } = needChannel(session);
    const room = await roomOf({ userId: user.id, session }, channel.id, services);
    const { shareId, again } = readOptionalBody(ctx, tokenBody);
    // Who shares already goes on, also where more is kept since then; they are asked the next time.
    if (!again) {
      await needConsent(user.id, guild.id);
      await disk.needRoom({ userId: user.id, roomName: room });
    }
    if (shareId !== undefined) {
      if (again && !(await tabs.isNewest(user.id, shareId))) {
        throw new UserError(({ shares }) => shares.otherTab, { status: 410 });
      }
      if (!again) await tabs.begin(user.id, shareId);
    }
    const signalling = ownOrigin(ctx).replace(/^http/, 'ws');
    ctx.body = {
      url: proxiesLivekit(livekit.url) ? `${signalling}${SIGNALLING_PATH}` : livekit.url,
      token: await shareToken(livekit, { roomName: room, userId: user.id, name: user.name }),
      roomName: room,
    };
  });

  return router.routes();
}
