import { parseArgs } from 'node:util';
import { jobs } from '../jobs/all.ts';
import { runByHand } from '../jobs/by-hand.ts';
import { endOnCrash } from '../server/crash.ts';
import { UserError } from '../server/errors.ts';
import { failureWords } from '../server/failure-words.ts';
import { createLog } from '../server/log.ts';
import { readConfig } from '../server/read-config.ts';
import { openStore } from '../server/store/open.ts';

/**
 * `npm run job -- NAME [--dry-run]`: runs one job by hand, once, unless it runs already. A rehearsal names each thing
 * that would be done.
 */
try {
  const { positionals, values } = readArguments();
  const [name = '', ...more] = positionals;
  const job = Object.hasOwn(jobs, name) && more.length === 0 ? jobs[name] : undefined;
  if (!job) throw usage(name ? `There is no job "${positionals.join(' ')}".` : 'Which job?');
  const config = readConfig();
  endOnCrash();
  const log = createLog(config.logLevel);
  const store = await openStore(config, log);
  try {
    const item = (line: string) => console.log(`${name}: ${line}`);
    const dryRun = values['dry-run'];
    const outcome = await runByHand({ name, job, config, store, dryRun, log, item });
    if (outcome) item(outcome.says);
  } finally {
    await store.close();
  }
} catch (error) {
  console.error(failureWords(error));
  process.exitCode = 1;
}
// What hangs must not keep the process.
process.exit();

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { 'dry-run': { type: 'boolean', default: false } },
    });
  } catch (error) {
    throw usage((error as Error).message);
  }
}

function usage(problem: string): UserError {
  const names = Object.keys(jobs).join(', ');
  return new UserError(
    `${problem}\nUsage: npm run job -- NAME [--dry-run]\nNAME is one of: ${names}`,
  );
}
