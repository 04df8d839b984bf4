import { randomUUID } from 'node:crypto';
import Router from '@koa/router';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { LONGEST_LABEL, labelOf } from '../marks/label.ts';
import type { Mark } from '../marks/marks.ts';
import type { Services } from '../services.ts';
import { en } from '../words/en.ts';
import { readOptionalBody } from './body.ts';
import { type Caller, callerOf } from './caller.ts';
import { createRateLimit } from './rate-limit.ts';

/** Of one person: more than a key that is held down would set. */
const SET = { most: 120, perMs: 60_000 };

const markBody = z.object({
  label: z
    .string()
    .transform(labelOf)
    .pipe(z.string().max(LONGEST_LABEL, en.fields.longest(LONGEST_LABEL)))
    .optional(),
});

/** One's own marks in the buffer: those that can still be clipped from, setting one, taking one back. */
export function markRoutes(services: Services) {
  const { marks, segments, shares } = services;
  const set = createRateLimit(SET);
  const router = new Router({ prefix: '/api/replay/marks' });

  router.get('/', async (ctx) => {
    const { userId } = await callerOf(ctx, services);
    ctx.body = { marks: (await marks.recent(userId)).map(view) };
  });

  router.post('/', async (ctx) => {
    // Whoever presses a key means this moment, not the one when everything is looked up.
    const atMs = Date.now();
    const caller = await callerOf(ctx, services);
    set.take(ctx, caller.userId);
    const { label = '' } = readOptionalBody(ctx, markBody);
    const place = await placeOf(caller);
    if (!place) {
      throw new UserError((words) => words.asked.nothingToMark, { status: 409 });
    }
    const mark = { id: randomUUID(), userId: caller.userId, ...place, atMs, label };
    await marks.add(mark);
    ctx.status = 201;
    ctx.body = view(mark);
  });

  router.delete('/:id', async (ctx) => {
    const { userId } = await callerOf(ctx, services);
    if (!(await marks.remove(userId, ctx.params.id ?? ''))) {
      throw new UserError((words) => words.asked.noSuchMark, { status: 404 });
    }
    ctx.status = 204;
  });

  return router.routes();

  /** Where the recording is that is marked: one that runs, else the newest that left something. */
  async function placeOf({ userId }: Caller) {
    const recent = await shares.recentOf(userId);
    const share = recent.find(({ status }) => status === 'active') ?? recent[0];
    const buffered = share?.status === 'active' || (await segments.coverage(userId));
    return share && buffered ? { guildId: share.guildId, channelId: share.channelId } : undefined;
  }
}

function view({ id, channelId, atMs, label }: Mark) {
  return { id, channelId, atMs, label };
}
