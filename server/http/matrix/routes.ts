import type Router from '@koa/router';
import type Koa from 'koa';

/** Every address of an app, as `GET /api/clips/:id`, from its routers themselves; HEAD goes with GET. */
export function routesOf({ middleware }: Pick<Koa, 'middleware'>): string[] {
  const layers = middleware.flatMap((one) => (one as { router?: Router }).router?.stack ?? []);
  return layers.flatMap(({ methods, path }) =>
    methods.filter((method) => method !== 'HEAD').map((method) => `${method} ${path}`),
  );
}
