import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';
import { logFieldsHere } from './log-fields.ts';
import { conceal } from './secrets/conceal.ts';

export type Log = Logger;

/** Fields that never reach a log, at the top or one level down. */
const SECRETS = [
  ...['token', 'secret', 'apiSecret', 'clientSecret', 'secretAccessKey', 'accountKey'],
  ...['connectionString', 'authorization', 'cookie', 'password'],
];

/** One JSON line an event, to standard output if nowhere else. `level` is pino's; `silent` for tests. */
export function createLog(level = 'info', destination?: DestinationStream): Log {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    mixin: logFieldsHere,
    redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`]), censor: '[secret]' },
    serializers: { err: describe },
    // Whatever field or message it has got into.
    hooks: { streamWrite: conceal },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** An error with its cause and the codes of Discord and the system, without what was sent (files, links). */
function describe(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { code, status, method, url } = error as Error & Record<string, unknown>;
  return {
    type: error.name,
    message: error.message,
    stack: error.stack ?? '',
    ...{ code, status, method },
    ...(typeof url === 'string' && { url }),
    ...(error.cause !== undefined && { cause: describe(error.cause) }),
  };
}
