import { type Logger, pino } from 'pino';

export type Log = Logger;

/** Fields that never reach a log, at the top or one level down. */
const SECRETS = ['token', 'secret', 'apiSecret', 'authorization', 'cookie', 'password'];

/** One JSON line an event. `level` is a pino level; `silent` for tests. */
export function createLog(level = 'info'): Log {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`]), censor: '[secret]' },
  });
}
