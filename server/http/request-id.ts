import { randomUUID } from 'node:crypto';
import type { Middleware } from 'koa';
import { withLogFields } from '../log-fields.ts';

/** What a proxy before us may call a request: short, and harmless in a log. */
const SANE = /^[\w.:-]{8,64}$/;

/** Gives each request an id, the proxy's where it has one: on all lines that it logs, and in its answer. */
export const requestIds: Middleware<{ requestId: string }> = async (ctx, next) => {
  const given = ctx.get('X-Request-Id');
  const requestId = SANE.test(given) ? given : randomUUID();
  ctx.state.requestId = requestId;
  ctx.set('X-Request-Id', requestId);
  await withLogFields({ requestId }, next);
};
