import { PassThrough } from 'node:stream';
import Router from '@koa/router';
import type { Services } from '../services.ts';
import { identify } from './identify.ts';

const HEARTBEAT_MS = 15_000;

/** Server-sent events to the pages of the person who is signed in. */
export function eventRoutes(services: Services) {
  const router = new Router();

  router.get('/api/events', async (ctx) => {
    const { user } = await identify(ctx, services);
    const stream = new PassThrough();
    ctx.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    ctx.set('X-Accel-Buffering', 'no');
    ctx.body = stream;
    stream.write(': hello\n\n');
    const leave = services.events.subscribe(user.id, (event) => {
      stream.write(`event: ${event.name}\ndata: ${JSON.stringify(event.data)}\n\n`);
    });
    const heartbeat = setInterval(() => stream.write(': still here\n\n'), HEARTBEAT_MS);
    stream.on('close', () => {
      clearInterval(heartbeat);
      leave();
    });
  });

  return router.routes();
}
