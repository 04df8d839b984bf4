import Router from '@koa/router';
import type { Context } from 'koa';
import { z } from 'zod';
import { type Clip, type ClipChange, shownIn } from '../clips/clip.ts';
import { clipTitle } from '../clips/title.ts';
import { UserError } from '../errors.ts';
import type { Services } from '../services.ts';
import { en } from '../words/en.ts';
import { wordsIn } from '../words/words.ts';
import { readBody } from './body.ts';
import { callerOf } from './caller.ts';
import { createClipAccess, isCopy, noClip } from './clip-access.ts';
import { forClip } from './clip-id.ts';
import { clipView, viewerOf } from './clip-view.ts';
import { languageOf } from './language.ts';
import { createRateLimit } from './rate-limit.ts';

const MOST_IDS = 100;
/** Of one person, each of a link. */
const LINKS = { most: 60, perMs: 60_000 };

const settings = {
  visibility: z.enum(['private', 'public'], en.fields.visibility).optional(),
  keep: z.literal(true, en.fields.onlyTrue).optional(),
};
const changeBody = z.object({
  ...settings,
  title: clipTitle.optional(),
});
const ids = z
  .array(z.string().regex(/^\d{1,20}$/, en.fields.clipId), en.fields.clipIds)
  .min(1, en.fields.someClip)
  .max(MOST_IDS, en.fields.mostClips(MOST_IDS));

type Change = z.infer<typeof changeBody>;

/** What owners do to their clips, one or several at once: rename, show, keep, delete, restore, revoke the link. */
export function clipChangeRoutes(services: Services) {
  const { clips, clipLinks, log } = services;
  const access = createClipAccess(services);
  const links = createRateLimit(LINKS);
  const router = new Router({ prefix: '/api/clips' });

  async function change(userId: string, id: string, wanted: Change): Promise<Clip> {
    const clip = await access.own(userId, id);
    if (wanted.visibility === 'public' && clip.visibility !== 'public')
      await access.needToShow(clip);
    const changes: ClipChange = {
      ...(wanted.title !== undefined && { title: wanted.title }),
      ...(wanted.visibility && { visibility: wanted.visibility }),
      ...(wanted.keep && { expiresAtMs: undefined, kept: true as const }),
    };
    return need(await clips.change(id, () => changes));
  }

  async function hide(userId: string, id: string): Promise<number> {
    await access.ownOrHidden(userId, id);
    return need(await clips.hide(id));
  }

  async function restore(userId: string, id: string): Promise<Clip> {
    await access.ownOrHidden(userId, id);
    return need(await clips.restore(id));
  }

  /** Each on its own: one that fails doesn't keep the others. */
  async function several(ctx: Context, wanted: string[], act: (id: string) => Promise<unknown>) {
    const language = languageOf(ctx);
    const done: string[] = [];
    const failed: { id: string; error: string }[] = [];
    for (const id of new Set(wanted)) {
      try {
        await act(id);
        done.push(id);
      } catch (err) {
        if (!(err instanceof UserError)) log.error({ err, clipId: id }, 'a clip was not changed');
        const isKnown = err instanceof UserError;
        const broken = wordsIn(language).http.brokenTryAgain;
        failed.push({ id, error: isKnown ? err.in(language) : broken });
      }
    }
    return { done, failed };
  }

  router.post('/delete', async (ctx) => {
    const { userId } = await callerOf(ctx, services);
    const body = readBody(ctx, z.object({ ids }));
    ctx.body = await several(ctx, body.ids, (id) => hide(userId, id));
  });

  router.post('/restore', async (ctx) => {
    const { userId } = await callerOf(ctx, services);
    const body = readBody(ctx, z.object({ ids }));
    ctx.body = await several(ctx, body.ids, (id) => restore(userId, id));
  });

  router.post('/change', async (ctx) => {
    const { userId } = await callerOf(ctx, services);
    const { ids: wanted, ...changes } = readBody(ctx, z.object({ ids, ...settings }));
    needSomething(changes);
    ctx.body = await several(ctx, wanted, (id) => change(userId, id, changes));
  });

  router.patch(
    '/:id',
    forClip(async (ctx, id) => {
      const caller = await callerOf(ctx, services);
      const wanted = readBody(ctx, changeBody);
      needSomething(wanted);
      const changed = await change(caller.userId, id, wanted);
      ctx.body = await clipView(services, viewerOf(ctx, caller), changed);
    }),
  );

  router.delete(
    '/:id',
    forClip(async (ctx, id) => {
      const { userId } = await callerOf(ctx, services);
      ctx.body = { undoUntilMs: await hide(userId, id) };
    }),
  );

  // With the messages that show it, also where the clip itself is not kept.
  router.post(
    '/:id/withdraw',
    forClip(async (ctx, id) => {
      const { userId } = await callerOf(ctx, services);
      ctx.body = await services.withdraw(userId, id);
    }),
  );

  router.post(
    '/:id/restore',
    forClip(async (ctx, id) => {
      const caller = await callerOf(ctx, services);
      const clip = await restore(caller.userId, id);
      ctx.body = await clipView(services, viewerOf(ctx, caller), clip);
    }),
  );

  router.delete(
    '/:id/link',
    forClip(async (ctx, id) => {
      const { userId } = await callerOf(ctx, services);
      links.take(ctx, userId);
      await access.own(userId, id);
      need(await clips.change(id, (clip) => ({ link: clipLinks.revoked(clip) })));
      ctx.status = 204;
    }),
  );

  router.post(
    '/:id/link',
    forClip(async (ctx, id) => {
      const { userId } = await callerOf(ctx, services);
      links.take(ctx, userId);
      if (shownIn(await access.own(userId, id)) !== userId) throw isCopy();
      const clip = need(await clips.change(id, (one) => ({ link: clipLinks.renewed(one) })));
      ctx.body = { link: clipLinks.page(clip) };
    }),
  );

  return router.routes();
}

/** It may have gone since it was looked at. @throws UserError (404) */
function need<T>(found: T | undefined): T {
  if (found === undefined) throw noClip();
  return found;
}

function needSomething(change: Change): void {
  if (Object.values(change).some((value) => value !== undefined)) return;
  throw new UserError((words) => words.http.sayWhatToChange);
}
