import type { EventEmitter } from 'node:events';
import { StoreAway } from './away.ts';

/** What node-redis calls it when the heartbeat has ended the connection. */
const ENDED = 'DisconnectsClientError';
/** Others by which it says that no answer came. */
const AWAY = /^(Socket|Connection|Client|Reconnect|Timeout)\w*Error$/;
/** What is the same when it is done twice, by the one who does it. */
const REPEATABLE = new Set([
  ...['get', 'mGet', 'exists', 'set', 'del', 'unlink', 'scan'],
  ...['zRangeWithScores', 'zCard', 'zScan', 'eval', 'ping'],
]);

/**
 * The same connection, on which a command is sent once more when the connection broke before its answer came.
 * node-redis rejects such a command, since Redis may have done it; commands behind it wait until Redis is back. Somebody
 * else's change between the two is overwritten. Where no answer comes then, that is said in words.
 */
export function doneAgain<R extends EventEmitter & { multi(): unknown }>(redis: R): R {
  // The very error that the connection broke with is the one that its commands are rejected with.
  const breaks = new WeakSet<Error>();
  redis.on('error', (error: Error) => breaks.add(error));
  const inWords = (error: Error) =>
    isBreak(error) || AWAY.test(error.constructor.name) ? new StoreAway(error) : error;
  const isBreak = (error: Error) => breaks.has(error) || error.constructor.name === ENDED;

  function twice<A extends unknown[], T>(work: (...args: A) => Promise<T>) {
    return (...args: A): Promise<T> =>
      work(...args).catch((error) => {
        if (!isBreak(error)) throw inWords(error);
        return work(...args).catch((again) => {
          throw inWords(again);
        });
      });
  }

  return new Proxy(redis, {
    get(client, name) {
      const value: unknown = Reflect.get(client, name);
      if (name === 'multi') {
        return () => {
          const all = client.multi() as { exec(): Promise<unknown> };
          all.exec = twice(all.exec.bind(all));
          return all;
        };
      }
      const isAgain = typeof value === 'function' && REPEATABLE.has(String(name));
      return isAgain ? twice(value.bind(client)) : value;
    },
  });
}
