import type { IncomingMessage } from 'node:http';
import Router from '@koa/router';
import { UserError } from '../errors.ts';
import type { Services } from '../services.ts';
import type { Say } from '../words/words.ts';
import { callerOf } from './caller.ts';

const MAX_BYTES = 2 * 1024 * 1024;
/** Slower than this is slow enough to know, ms. */
const LONGEST_MS = 20_000;

/**
 * Takes what a page uploads to see how fast its connection sends, and forgets it at once. One at a
 * time for each person.
 */
export function bandwidthRoutes(services: Services) {
  const router = new Router();
  const measuring = new Set<string>();

  router.post('/api/bandwidth', async (ctx) => {
    const { userId } = await callerOf(ctx, services);
    if (measuring.has(userId)) {
      throw new UserError((words) => words.http.measuring, { status: 429 });
    }
    measuring.add(userId);
    try {
      ctx.body = { bytes: await readAndForget(ctx.req) };
    } finally {
      measuring.delete(userId);
      // Whatever is still on its way would be taken for the next request.
      if (!ctx.req.complete) ctx.set('Connection', 'close');
    }
  });

  return router.routes();
}

/** @returns bytes @throws UserError 413 for too much, 408 for too slow, 400 for one that broke off */
function readAndForget(request: IncomingMessage): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const refuse = (status: number, say: Say) => {
    request.pause();
    reject(new UserError(say, { status }));
  };
  const tooSlow = setTimeout(() => refuse(408, ({ http }) => http.tooSlow), LONGEST_MS);
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) refuse(413, ({ http }) => http.tooMuch);
  });
  request.once('end', () => resolve(bytes));
  request.once('error', () => refuse(400, ({ http }) => http.uploadBroke));
  return promise.finally(() => {
    clearTimeout(tooSlow);
    request.removeAllListeners('data');
  });
}
