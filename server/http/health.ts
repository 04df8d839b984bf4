import Router from '@koa/router';
import type { Services } from '../services.ts';

/** `/healthz`: the process is up. `/readyz`: every part answers. `/metrics`: Prometheus text. */
export function healthRoutes({ checks, metrics }: Services) {
  // Each has one way to write it, so a proxy that keeps /metrics inside keeps all of it inside.
  const router = new Router({ strict: true, sensitive: true });

  router.get('/healthz', (ctx) => {
    ctx.body = { status: 'up' };
  });

  router.get('/readyz', async (ctx) => {
    const names = Object.keys(checks);
    const results = await Promise.allSettled(names.map((name) => withTimeout(checks[name]?.())));
    const parts = Object.fromEntries(
      results.map((result, i) => [names[i], result.status === 'fulfilled' ? 'answers' : 'silent']),
    );
    ctx.status = results.every(({ status }) => status === 'fulfilled') ? 200 : 503;
    ctx.body = { parts };
  });

  router.get('/metrics', async (ctx) => {
    ctx.type = 'text/plain; version=0.0.4';
    ctx.body = await metrics.render();
  });

  return router.routes();
}

function withTimeout(check: Promise<unknown> | undefined): Promise<unknown> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('no answer within 3 s')), 3000);
  return Promise.race([check, promise]).finally(() => clearTimeout(timer));
}
