import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';
import { logFieldsHere } from './log-fields.ts';

export type Log = Logger;

/** Fields that never reach a log, at the top or one level down. */
const SECRETS = ['token', 'secret', 'apiSecret', 'authorization', 'cookie', 'password'];

/** What stands in addresses and lets its reader act for somebody: interaction tokens, our links, LiveKit's tokens. */
const SECRET_PARTS = [
  /(?<=\/(?:webhooks|interactions)\/\d+\/)[\w.%-]+/g,
  /(?<=#link=)[\w-]+/g,
  /(?<=access_token=)[\w.-]+/g,
  // Signed tokens, ours and LiveKit's, wherever they stand.
  /\beyJ[\w-]+\.[\w-]+\.[\w-]+/g,
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
  };
  return destination ? pino(options, destination) : pino(options);
}

/** An error with its cause and the codes of Discord and the system, without what was sent (files, links). */
function describe(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { code, status, method, url } = error as Error & Record<string, unknown>;
  return {
    type: error.name,
    message: withoutSecrets(error.message),
    stack: withoutSecrets(error.stack ?? ''),
    ...{ code, status, method },
    ...(typeof url === 'string' && { url: withoutSecrets(url) }),
    ...(error.cause !== undefined && { cause: describe(error.cause) }),
  };
}

function withoutSecrets(text: string): string {
  return SECRET_PARTS.reduce((masked, part) => masked.replace(part, '[secret]'), text);
}
