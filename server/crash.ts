import { failureWords } from './failure-words.ts';
import type { Log } from './log.ts';

/**
 * What nobody caught ends the process, as it would without this. But Node would print the error with all that hangs on
 * it, such as the request that failed with its headers.
 * @param log where it is told; without one, or with a silent one, in the terminal
 */
export function endOnCrash(log?: Log): void {
  process.on('uncaughtException', (err) => {
    if (log?.isLevelEnabled('fatal')) log.fatal({ err }, 'nobody caught this; the process ends');
    else console.error(failureWords(err));
    process.exit(1);
  });
}
