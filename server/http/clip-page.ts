import { fileURLToPath } from 'node:url';
import Router from '@koa/router';
import type { Context } from 'koa';
import { clipPath } from '../clips/clip-link.ts';
import type { Clip } from '../clips/library.ts';
import type { Services } from '../services.ts';
import { builtScript } from './built-page.ts';
import { clipHtml, noClipHtml } from './clip-html.ts';
import { languageOf } from './language.ts';
import { allowPlayer } from './player-policy.ts';
import { sendClipFile } from './send-clip-file.ts';
import { sendFile } from './send-file.ts';

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const WEB = folder('../../bridge-web/src');
/** Not Vite's: its files have names that only its own pages know. */
const LOOKS = { 'base.css': WEB, 'icon.svg': WEB, 'clip.css': folder('.') };

/** A clip's own page by its signed link, with what Discord needs to play it inline, and the files for it. */
export function clipPageRoutes({ clips, clipLinks, posters, publicUrl }: Services) {
  const router = new Router();

  for (const [file, root] of Object.entries(LOOKS)) {
    router.get(`/${file}`, (ctx) => sendFile(ctx, file, { root, maxAge: '1h' }));
  }

  router.get('/c/:file', async (ctx) => {
    ctx.set('X-Robots-Tag', 'noindex');
    // Gone when the clip or its link is; and nothing between here and its reader keeps it.
    ctx.set('Cache-Control', 'private, no-cache');
    ctx.vary('Accept-Language');
    const language = languageOf(ctx);
    const [, id = '', kind] = /^(\d+)(\.mp4|\.jpg)?$/.exec(ctx.params.file ?? '') ?? [];
    const clip = await signedClip(ctx, id);
    if (!clip) {
      // One answer for "no such clip", "not any more" and "not by this link": nobody learns which ids exist.
      ctx.status = 404;
      ctx.type = 'html';
      ctx.body = noClipHtml(language);
      return;
    }
    if (kind === undefined) {
      allowPlayer(ctx);
      ctx.type = 'html';
      ctx.body = clipHtml(clip, {
        address: `${publicUrl}${clipPath(id)}`,
        query: ctx.querystring,
        script: await builtScript('src/clip/main.ts'),
        language,
      });
      return;
    }
    if (kind === '.jpg' && !(await posters.of(id))) return;
    await sendClipFile(ctx, clips.files, id, kind === '.mp4' ? 'mp4' : 'jpg');
  });

  async function signedClip(ctx: Context, id: string): Promise<Clip | undefined> {
    const clip = id ? await clips.get(id) : undefined;
    return clip && clipLinks.opens(clip, ctx.query) ? clip : undefined;
  }

  return router.routes();
}
