import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';

export type Log = Logger;

/** Fields that never reach a log, at the top or one level down. */
const SECRETS = ['token', 'secret', 'apiSecret', 'authorization', 'cookie', 'password'];

/** One JSON line an event, to standard output if nowhere else. `level` is pino's; `silent` for tests. */
export function createLog(level = 'info', destination?: DestinationStream): Log {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`]), censor: '[secret]' },
  };
  return destination ? pino(options, destination) : pino(options);
}
