import { timingSafeEqual } from 'node:crypto';
import type { Middleware } from 'koa';
import { installationSecret } from '../auth/secret.ts';
import { UserError } from '../errors.ts';

/** Lets in who has this installation's key: its own processes, and who can read DATA_DIR. */
export function needInternalKey(dataDir: string): Middleware {
  const right = Buffer.from(`Bearer ${installationSecret(dataDir, 'internal')}`);
  return async (ctx, next) => {
    const given = Buffer.from(ctx.get('Authorization'));
    if (given.length !== right.length || !timingSafeEqual(given, right)) {
      throw new UserError('This address is for jobs on the same machine.', { status: 401 });
    }
    await next();
  };
}
