import type { Context } from 'koa';
import type { z } from 'zod';
import { UserError } from '../errors.ts';

/** @throws UserError (400) that names the field and what it should be */
export function readBody<T extends z.ZodType>(ctx: Context, schema: T): z.infer<T> {
  const parsed = schema.safeParse(ctx.request.body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UserError(`The request is not right: ${issue?.path.join('.')}: ${issue?.message}.`);
}
