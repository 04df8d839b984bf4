import { bodyParser } from '@koa/bodyparser';
import Router from '@koa/router';
import { z } from 'zod';
import { type Answers, METHODS } from '../calls/methods.ts';
import { packError } from '../error-wire.ts';
import { UserError } from '../errors.ts';
import type { Services } from '../services.ts';
import { needInternalKey } from './internal-key.ts';

const called = z.object({ args: z.array(z.unknown()) });

/** What the other processes of this installation ask this one. */
export function internalCallRoutes({
  answers,
  config,
  log,
}: Pick<Services, 'answers' | 'config' | 'log'>) {
  const router = new Router({ prefix: '/api/internal' });
  const authorize = needInternalKey(config.dataDir);

  for (const part of Object.keys(METHODS) as (keyof Answers)[]) {
    for (const [method, schema] of Object.entries(METHODS[part])) {
      router.post(`/${part}/${method}`, authorize, bodyParser(), async (ctx) => {
        // Not yet, or not in this process: who asks tries another one.
        if (!answers[part]) return void (ctx.status = 503);
        const args = schema.safeParse(called.safeParse(ctx.request.body).data?.args);
        if (!args.success) {
          ctx.status = 400;
          ctx.body = { failed: packError(args.error) };
          return;
        }
        try {
          const answer = Reflect.get(answers[part], method) as (...args: unknown[]) => unknown;
          ctx.body = { value: await answer(...args.data) };
        } catch (error) {
          if (!(error instanceof UserError)) log.warn({ err: error, method }, 'a call has failed');
          ctx.status = error instanceof UserError ? error.status : 500;
          ctx.body = { failed: packError(error) };
        }
      });
    }
  }

  return router.routes();
}
