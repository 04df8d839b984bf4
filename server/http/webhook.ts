import Router from '@koa/router';
import type { Context } from 'koa';
import { UserError } from '../errors.ts';
import type { Services } from '../services.ts';
import { createRateLimit } from './rate-limit.ts';

const MAX_BYTES = 256 * 1024;
/** From one address. What LiveKit signed is never among them. */
const REFUSALS = { most: 60, perMs: 60_000 };

/** LiveKit's webhooks. Whatever they say, they only point at a room. */
export function webhookRoutes({ readWebhook, reconciler, metrics, log }: Services) {
  const router = new Router();
  const refusals = createRateLimit(REFUSALS);

  router.post('/api/livekit/webhook', async (ctx) => {
    const from = ctx.ip;
    const hook = await read(ctx).catch((err) => {
      metrics.countWebhook('other', 'refused');
      // Nobody fills the log with them.
      refusals.take(ctx);
      log.warn({ err, from }, 'webhook refused');
      throw err;
    });
    const { id, event, roomName, known } = hook;
    log.debug({ hookId: id, event, roomName, known }, 'webhook');
    metrics.countWebhook(known ? event : 'other', known ? 'accepted' : 'unknown');
    // Answered before the work is done: LiveKit retries what takes long.
    if (known && roomName) void reconciler.look(roomName);
    ctx.status = 200;
    ctx.body = {};
  });

  return router.routes();

  async function read(ctx: Context) {
    return readWebhook(await rawBody(ctx), ctx.get('Authorization') || undefined);
  }
}

async function rawBody(ctx: Context): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // A request that is destroyed takes its answer along.
  for await (const chunk of ctx.req.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) {
      // The rest would be taken for the next request.
      ctx.set('Connection', 'close');
      throw new UserError('The webhook is too large.', { status: 413 });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
