import { parseArgs } from 'node:util';
import { jobs } from '../jobs/all.ts';
import { askServer } from '../jobs/ask-server.ts';
import type { CleanedClips } from '../server/clips/clean.ts';
import { ConfigError, loadConfig } from '../server/config.ts';
import { UserError } from '../server/errors.ts';
import { createLog } from '../server/log.ts';
import { loadDotEnv } from './parts/dot-env.mjs';

/** `npm run job -- NAME [--dry-run]`: runs one job by hand, once. */
try {
  const { positionals, values } = readArguments();
  const [name = '', ...more] = positionals;
  const job = Object.hasOwn(jobs, name) && more.length === 0 ? jobs[name] : undefined;
  if (!job) throw usage(name ? `There is no job "${positionals.join(' ')}".` : 'Which job?');
  loadDotEnv();
  const config = loadConfig(process.env);
  const outcome = await job({
    config,
    log: createLog(config.logLevel),
    dryRun: values['dry-run'],
    async look() {
      await askServer(config, 'look');
    },
    async cleanClips(dryRun) {
      const answer = await askServer(config, `clean-clips${dryRun ? '?dryRun' : ''}`);
      return (await answer.json()) as CleanedClips;
    },
  });
  console.log(`${name}: ${outcome}`);
} catch (error) {
  const known = error instanceof ConfigError || error instanceof UserError;
  console.error(known ? error.message : error);
  process.exitCode = 1;
}

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
