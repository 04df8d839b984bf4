import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { UserError } from '../server/errors.ts';
import type { Log } from '../server/log.ts';
import type { Store } from '../server/store/store.ts';
import { askServer } from './ask-server.ts';
import type { Job, JobConfig, JobOutcome } from './job.ts';
import { createRuns } from './runs.ts';
import { remoteTasks } from './tasks.ts';
import { takeTurn } from './turn.ts';
import { turnNames } from './turn-names.ts';

/**
 * Runs a job once in this process, beside a server that may be running. A rehearsal takes nobody's turn.
 * @returns null where it runs already, which `item` has said
 * @throws UserError when it hangs, or its turn is lost; what the job throws
 */
export async function runByHand(options: {
  name: string;
  job: Job;
  config: JobConfig;
  store: Store;
  dryRun: boolean;
  log: Log;
  item(line: string): void;
}): Promise<JobOutcome | null> {
  const { name, job, config, store, dryRun, log, item } = options;
  const { timeoutMs } = job;
  const work = () =>
    job.run({
      ...{ config, log, dryRun, item, store: async () => store },
      server: remoteTasks((task, rehearse) =>
        askServer(config, { task, dryRun: rehearse, timeoutMs }),
      ),
    });
  if (dryRun) return work();

  const nameOf = turnNames(config.dataDir);
  const runs = createRuns(store, nameOf);
  const owner = [hostname(), process.pid, randomUUID()].join('/');
  const turn = await takeTurn({ store, job: nameOf(name), owner, log });
  if (!turn) {
    const last = await runs.last(name);
    const since = last && ` on ${last.machine} since ${new Date(last.startedAtMs).toISOString()}`;
    item(`skipped: it runs already${since ?? ''}`);
    return null;
  }
  const run = await runs.begin(name);
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const hangs = `${name} did not end within ${timeoutMs / 1000} s and was stopped`;
  const timer = setTimeout(() => reject(new UserError(hangs)), timeoutMs);
  turn.lost.addEventListener('abort', () => {
    reject(new UserError(`${name} was stopped: ${turn.lost.reason.message}`));
  });
  try {
    const outcome = await Promise.race([work(), stopped]);
    await runs.done(run, outcome);
    return outcome;
  } catch (error) {
    if (!turn.lost.aborted) await runs.failed(run, (error as Error).message);
    throw error;
  } finally {
    clearTimeout(timer);
    await turn.end();
  }
}
