import Router from '@koa/router';
import { z } from 'zod';
import { NOT_CANCELLED } from '../clips/order-desk.ts';
import { clipTitle } from '../clips/title.ts';
import { UserError } from '../errors.ts';
import type { Services } from '../services.ts';
import { readBody } from './body.ts';
import { callerOf } from './caller.ts';
import { createOnce } from './once.ts';
import { type AskedClip, createOrdering } from './ordering.ts';

const discordId = z.string().regex(/^\d{1,20}$/, { error: "has to be a Discord id, '123...'" });
const ms = z.number().min(0).max(Number.MAX_SAFE_INTEGER);

const clipBody = z
  .object({
    durationMs: ms.optional(),
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
  })
  .transform(({ durationMs, sinceMark, preview, fromMs, toMs, ...options }, context): AskedClip => {
    const wrong = (path: string, message: string) => {
      context.addIssue({ code: 'custom', path: [path], message });
      return z.NEVER;
    };
    const named = [durationMs, sinceMark, preview].filter((one) => one !== undefined);
    if (named.length !== 1) {
      return wrong('durationMs', 'name either it, or sinceMark, or preview with fromMs and toMs');
    }
    if (durationMs !== undefined) return { ...options, of: { durationMs } };
    if (preview === undefined) return { ...options, of: 'since mark' };
    if (fromMs === undefined || toMs === undefined) {
      return wrong(fromMs === undefined ? 'fromMs' : 'toMs', 'is needed with preview');
    }
    return { ...options, of: { preview, fromMs, toMs } };
  });
const postBody = z.object({ to: z.enum(['channel', 'dm']), channelId: discordId.optional() });

/** Clips asked for by a page or a program: made, posted again, listed and cancelled. */
export function clipOrderRoutes(services: Services) {
  const { orders } = services;
  const { board } = orders;
  const ordering = createOrdering(services);
  const { once, forget } = createOnce<string>();
  board.onEnd(({ id, state }) => {
    if (state !== 'done') forget(id);
  });
  const router = new Router({ prefix: '/api/clips' });

  router.post('/', async (ctx) => {
    const momentMs = Date.now();
    const caller = await callerOf(ctx, services);
    const asked = readBody(ctx, clipBody);
    const key = JSON.stringify([caller.userId, caller.session?.channel?.id, asked]);
    const id = await once(key, () => ordering.clip(caller, asked, momentMs));
    ctx.status = 202;
    ctx.body = { id };
  });

  router.post('/:id/post', async (ctx) => {
    const momentMs = Date.now();
    const caller = await callerOf(ctx, services);
    const asked = { ...readBody(ctx, postBody), clipId: ctx.params.id ?? '' };
    const key = JSON.stringify([caller.userId, caller.session?.channel?.id, asked]);
    const id = await once(key, () => ordering.post(caller, asked, momentMs));
    ctx.status = 202;
    ctx.body = { id };
  });

  router.get('/orders', async (ctx) => {
    const { userId } = await callerOf(ctx, services);
    ctx.body = { orders: await board.of(userId) };
  });

  router.post('/orders/:id/cancel', async (ctx) => {
    const { userId } = await callerOf(ctx, services);
    const id = ctx.params.id ?? '';
    const mine = (await board.of(userId)).some((order) => order.id === id);
    if (!mine) throw new UserError('There is no such order, or it is not yours.', { status: 404 });
    const outcome = await orders.cancel(id, userId);
    if (outcome !== 'yes') throw new UserError(NOT_CANCELLED[outcome], { status: 409 });
    ctx.status = 204;
  });

  return router.routes();
}
