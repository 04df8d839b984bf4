import Router from '@koa/router';
import { z } from 'zod';
import { clipTitle } from '../clips/title.ts';
import { UserError } from '../errors.ts';
import type { Services } from '../services.ts';
import { en } from '../words/en.ts';
import { readBody } from './body.ts';
import { callerOf } from './caller.ts';
import { forClip } from './clip-id.ts';
import { discordId } from './fields.ts';
import { languageOf } from './language.ts';
import { createOnce } from './once.ts';
import { type AskedClip, createOrdering } from './ordering.ts';
import { createRateLimit } from './rate-limit.ts';

/** Of one person, with those that come to nothing: each is a question to Discord. */
const ASKED = { most: 120, perMs: 60_000 };

const ms = z.number().min(0).max(Number.MAX_SAFE_INTEGER);

const clipBody = z
  .object({
    durationMs: ms.optional(),
    sharerId: discordId.optional(),
    sinceMark: z.literal(true).optional(),
    preview: z.string().min(1).max(100).optional(),
    fromMs: ms.optional(),
    toMs: ms.optional(),
    to: z.enum(['channel', 'dm', 'library']).optional(),
    channelId: discordId.optional(),
    title: clipTitle.optional(),
    visibility: z.enum(['private', 'public']).optional(),
    quality: z.enum(['full', 'fit', 'link']).optional(),
    format: z.enum(['mp4', 'gif', 'audio']).optional(),
    gaps: z.enum(['cut', 'still']).optional(),
    voice: z.enum(['on', 'off']).optional(),
  })
  .transform(({ durationMs, sinceMark, preview, fromMs, toMs, ...options }, context): AskedClip => {
    const wrong = (path: string, message: string) => {
      context.addIssue({ code: 'custom', path: [path], message });
      return z.NEVER;
    };
    const named = [durationMs, sinceMark, preview].filter((one) => one !== undefined);
    if (named.length !== 1) {
      return wrong('durationMs', en.fields.oneSource);
    }
    if (durationMs !== undefined) return { ...options, of: { durationMs } };
    if (options.sharerId !== undefined) {
      return wrong('sharerId', 'of somebody else, only the last durationMs can be clipped');
    }
    if (preview === undefined) return { ...options, of: 'since mark' };
    if (fromMs === undefined || toMs === undefined) {
      return wrong(fromMs === undefined ? 'fromMs' : 'toMs', en.fields.withPreview);
    }
    return { ...options, of: { preview, fromMs, toMs } };
  });
const postBody = z.object({ to: z.enum(['channel', 'dm']), channelId: discordId.optional() });

/** Clips asked for by a page or a program: made, posted again, listed and cancelled. */
export function clipOrderRoutes(services: Services) {
  const { orders } = services;
  const { board } = orders;
  const ordering = createOrdering(services);
  const { once, forget } = createOnce<string>(undefined, services);
  board.onEnd(({ id, state }) => {
    if (state !== 'done') forget(id);
  });
  const often = createRateLimit(ASKED);
  const router = new Router({ prefix: '/api/clips' });

  router.post('/', async (ctx) => {
    const momentMs = Date.now();
    const caller = await callerOf(ctx, services);
    often.take(ctx, caller.userId);
    const asked = readBody(ctx, clipBody);
    const key = JSON.stringify([caller.userId, caller.session?.channel?.id, asked]);
    const id = await once(key, () => ordering.clip(caller, asked, momentMs));
    ctx.status = 202;
    ctx.body = { id };
  });

  router.post(
    '/:id/post',
    forClip(async (ctx, clipId) => {
      const momentMs = Date.now();
      const caller = await callerOf(ctx, services);
      often.take(ctx, caller.userId);
      const asked = { ...readBody(ctx, postBody), clipId };
      const key = JSON.stringify([caller.userId, caller.session?.channel?.id, asked]);
      const id = await once(key, () => ordering.post(caller, asked, momentMs));
      ctx.status = 202;
      ctx.body = { id };
    }),
  );

  router.get('/orders', async (ctx) => {
    const { userId } = await callerOf(ctx, services);
    ctx.body = { orders: await board.of(userId, languageOf(ctx)) };
  });

  router.post('/orders/:id/cancel', async (ctx) => {
    const { userId } = await callerOf(ctx, services);
    const id = ctx.params.id ?? '';
    const mine = (await board.of(userId)).some((order) => order.id === id);
    if (!mine) throw new UserError((words) => words.orders.noSuch, { status: 404 });
    const outcome = await orders.cancel(id, userId);
    if (outcome !== 'yes')
      throw new UserError((words) => words.orders.notCancelled[outcome], { status: 409 });
    ctx.status = 204;
  });

  return router.routes();
}
