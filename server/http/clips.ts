import Router from '@koa/router';
import type { Context } from 'koa';
import { z } from 'zod';
import type { Clip } from '../clips/clip.ts';
import { publicShelf, shelfOf } from '../clips/lists.ts';
import { UserError } from '../errors.ts';
import type { Services } from '../services.ts';
import { en } from '../words/en.ts';
import { readQuery } from './body.ts';
import { callerOf } from './caller.ts';
import { createClipAccess, noClip } from './clip-access.ts';
import { forClip } from './clip-id.ts';
import { clipView, facetsView, viewerOf } from './clip-view.ts';
import { createRateLimit } from './rate-limit.ts';
import { sendClipFile } from './send-clip-file.ts';

const SORTS = ['newest', 'oldest', 'longest', 'largest', 'title'] as const;
const MOST = 100;
/** Of one person: each looks through thousands of titles. */
const SEARCHES = { most: 1800, perMs: 60_000 };
const limitWords = en.fields.limit(MOST);
const text = z.string().max(200, en.fields.tooLong);
const listQuery = z.object({
  scope: z.enum(['mine', 'public'], en.fields.scope).default('mine'),
  q: text.optional(),
  sort: z.enum(SORTS, en.fields.oneOf(SORTS.join(', '))).optional(),
  person: text.optional(),
  channel: text.optional(),
  marker: text.optional(),
  cursor: z.string().max(1000, en.fields.tooLong).optional(),
  limit: z.coerce
    .number(limitWords)
    .int(limitWords)
    .min(1, limitWords)
    .max(MOST, limitWords)
    .default(50),
});

/** Finished clips: one's own and those that others of one's servers show, and their files and posters. */
export function clipRoutes(services: Services) {
  const { clips, clipLinks, posters, segments } = services;
  const access = createClipAccess(services);
  const searches = createRateLimit(SEARCHES);
  const router = new Router({ prefix: '/api/clips' });

  router.get('/', async (ctx) => {
    const caller = await callerOf(ctx, services);
    searches.take(ctx, caller.userId);
    const { scope, q, ...query } = readQuery(ctx, listQuery);
    const shelves =
      scope === 'mine'
        ? [shelfOf(caller.userId)]
        : (await access.guildsOf(caller.userId)).map(publicShelf);
    const isFirst = query.cursor === undefined;
    const [page, facets] = await Promise.all([
      clips.find(shelves, { ...query, text: q }),
      isFirst ? clips.facets(shelves) : null,
    ]);
    const viewer = viewerOf(ctx, caller);
    ctx.body = {
      clips: await Promise.all(page.clips.map((clip) => clipView(services, viewer, clip))),
      cursor: page.cursor,
      facets: facets ? await facetsView(services, viewer, facets) : undefined,
    };
  });

  router.get('/usage', async (ctx) => {
    const { userId } = await callerOf(ctx, services);
    const { expiring, ...usage } = await clips.usage(userId);
    ctx.body = {
      ...usage,
      expiring: expiring.map(({ id, title, expiresAtMs, bytes }) => {
        return { id, title, expiresAtMs, bytes };
      }),
      bufferBytes: await segments.bytes(userId),
      bufferToMs: (await segments.coverage(userId))?.toMs,
    };
  });

  router.get(
    '/:id',
    forClip(async (ctx, id) => {
      const caller = await callerOf(ctx, services);
      const clip = await access.visible(caller.userId, id);
      const view = await clipView(services, viewerOf(ctx, caller), clip);
      ctx.body = {
        ...view,
        mayWithdraw: !view.mine && (await access.mayDelete(caller.userId, clip)),
      };
    }),
  );

  /** @throws UserError (404), also for who is not signed in */
  async function needClip(ctx: Context, id: string): Promise<Clip> {
    const clip = await clips.get(id);
    if (clip && clipLinks.opens(clip, ctx.query, ctx.path)) return clip;
    const caller = await callerOf(ctx, services).catch(() => null);
    if (!caller) throw noClip();
    return access.visible(caller.userId, id);
  }

  router.get(
    '/:id/file',
    forClip(async (ctx, id) => {
      await needClip(ctx, id);
      await sendClipFile(ctx, clips.files, id, 'mp4');
    }),
  );

  router.get(
    '/:id/poster',
    forClip(async (ctx, id) => {
      await needClip(ctx, id);
      if (!(await posters.of(id))) {
        throw new UserError((words) => words.clips.noPoster, { status: 404 });
      }
      await sendClipFile(ctx, clips.files, id, 'jpg');
    }),
  );

  return router.routes();
}
