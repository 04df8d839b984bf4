import { basename, dirname } from 'node:path';
import type { Context } from 'koa';
import type { ClipFileKind, ClipFiles } from '../clips/files.ts';
import { sendFile } from './send-file.ts';

const LONGEST_NAME = 200;

/**
 * Answers with a clip's video or poster, or leads to where it lies for some minutes. Asked for anew each time, so that
 * it is gone when it was deleted, revoked or made private.
 * @throws UserError (404) when it is not there
 */
export async function sendClipFile(
  ctx: Context,
  files: ClipFiles,
  id: string,
  kind: ClipFileKind,
): Promise<void> {
  const { download } = ctx.query;
  // Pages name what they save by an attribute, which counts for nothing at another origin.
  const fileName = typeof download === 'string' ? download.slice(0, LONGEST_NAME) : undefined;
  const place = await files.place(id, kind, { fileName, head: ctx.method === 'HEAD' });
  if ('url' in place) {
    ctx.set('Cache-Control', 'private, no-store');
    ctx.redirect(place.url);
    return;
  }
  ctx.set('Cache-Control', 'private, no-cache');
  await sendFile(ctx, basename(place.file), { root: dirname(place.file), cacheControl: false });
}
