import { bodyParser } from '@koa/bodyparser';
import { UserError } from '../errors.ts';

const LIMIT_KB = 64;

/** Reads JSON into `ctx.request.body`. What is none, or too much, is answered in words: the library's go into no log. */
export const jsonBody = bodyParser({
  enableTypes: ['json'],
  jsonLimit: `${LIMIT_KB}kb`,
  onError(error) {
    const { status } = error as Error & { status?: number };
    // The error itself holds what was sent.
    if (status === 413) throw new UserError(({ http }) => http.tooLarge(LIMIT_KB), { status });
    throw new UserError(({ http }) => http.notRight(http.needsObject));
  },
});
