import Router from '@koa/router';
import type { Context } from 'koa';
import { UserError } from '../errors.ts';
import type { Services } from '../services.ts';

const MAX_BYTES = 256 * 1024;

/** LiveKit's webhooks. Whatever they say, they only point at a room. */
export function webhookRoutes({ readWebhook, reconciler, log }: Services) {
  const router = new Router();

  router.post('/api/livekit/webhook', async (ctx) => {
    const body = await rawBody(ctx);
    const hook = await readWebhook(body, ctx.get('Authorization') || undefined).catch((err) => {
      log.warn({ err, from: ctx.ip }, 'webhook refused');
      throw err;
    });
    log.debug({ hookId: hook.id, event: hook.event, roomName: hook.roomName }, 'webhook');
    // Answered before the work is done: LiveKit retries what takes long.
    if (hook.roomName) void reconciler.look(hook.roomName);
    ctx.status = 200;
    ctx.body = {};
  });

  return router.routes();
}

async function rawBody(ctx: Context): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of ctx.req) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new UserError('The webhook is too large.', { status: 413 });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
