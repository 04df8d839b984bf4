import type { Context } from 'koa';
import send, { type SendOptions } from 'send';
import { UserError } from '../errors.ts';

/**
 * Answers with a file below `options.root`, or the part of it that is asked for: players seek by ranges, and
 * Safari plays nothing without them.
 * @throws UserError (404) when it is not there
 */
export async function sendFile(ctx: Context, file: string, options: SendOptions): Promise<void> {
  // Koa begins with 404, and `send` leaves a status as it is.
  ctx.status = 200;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  send(ctx.req, file, { index: false, dotfiles: 'ignore', ...options })
    .on('error', (error: { status?: number; headers?: Record<string, string> }) => {
      // A part that there is not, say: it was found, and is answered by us after all.
      if (ctx.res.headersSent) ctx.res.destroy();
      else ctx.respond = true;
      ctx.set(error.headers ?? {});
      // What lies above the root, or can be no name, looks like what is not there.
      reject([400, 403, 404].includes(error.status ?? 500) ? noFile() : error);
    })
    // Else it would be led to, by a page of its own.
    .on('directory', () => reject(noFile()))
    // Koa leaves the answer alone from here on.
    .on('file', () => {
      ctx.respond = false;
    })
    .pipe(ctx.res);
  ctx.res.once('close', resolve);
  await promise;
}

function noFile(): UserError {
  return new UserError((words) => words.clips.noFile, { status: 404 });
}
