import type { Context } from 'koa';
import type { z } from 'zod';
import { UserError } from '../errors.ts';
import { translated } from '../words/translated.ts';

/** @throws UserError (400) that names the field and what it should be */
export function readBody<T extends z.ZodType>(ctx: Context, schema: T): z.infer<T> {
  return read(schema, ctx.request.body);
}

/** For addresses that can be called without a body. @throws UserError (400) */
export function readOptionalBody<T extends z.ZodType>(ctx: Context, schema: T): z.infer<T> {
  return read(schema, ctx.request.body ?? {});
}

/** What follows the `?`; what is empty counts as not given. @throws UserError (400) */
export function readQuery<T extends z.ZodType>(ctx: Context, schema: T): z.infer<T> {
  const given = Object.entries(ctx.query).filter(([, value]) => value !== '');
  return read(schema, Object.fromEntries(given));
}

function read<T extends z.ZodType>(schema: T, body: unknown): z.infer<T> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new UserError((words) => {
    // The schemas' own words are English; those of zod come in every language.
    const again = schema.safeParse(body, { error: words.expected });
    const [issue] = again.error?.issues ?? [];
    const field = issue?.path.join('.');
    const what = translated(issue?.message ?? '', words);
    return words.http.notRight(field ? `${field}: ${what}` : words.http.needsObject);
  });
}
