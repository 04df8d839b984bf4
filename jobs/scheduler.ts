import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import Bree from 'bree';
import type { Log } from '../server/log.ts';
import { keptSecrets } from '../server/secrets/conceal.ts';
import type { Store } from '../server/store/store.ts';
import { jobs as allJobs } from './all.ts';
import { type Job, type JobConfig, type JobOutcome, MINUTE_MS } from './job.ts';
import { createRuns, isDue, type JobRun } from './runs.ts';
import type { ServerTasks } from './tasks.ts';
import { type Answer, type Ask, readMessage } from './thread-messages.ts';
import { type Turn, takeTurn } from './turn.ts';
import { turnNames } from './turn-names.ts';

export interface Jobs {
  /** Stops at once; what a job was doing is done by its next run. */
  close(): Promise<void>;
}

interface Running {
  turn: Turn;
  run: JobRun;
  timeoutMs: number;
  beganMs: number;
  outcome?: JobOutcome;
  error?: Error;
}

/** How often is looked whether jobs with longer periods are due, and when for the first time, ms. */
const TICK_MS = MINUTE_MS;
const FIRST_MS = 1000;

/**
 * Runs every job once in its period, each in a worker thread, on one of all the machines that share the store or on
 * each of them. One that hangs is stopped.
 */
export function startJobs(options: {
  config: JobConfig;
  store: Store;
  tasks: ServerTasks;
  log: Log;
  /** By name; all of them when left out. */
  jobs?: Record<string, Pick<Job, 'everyMs' | 'timeoutMs'> & Partial<Pick<Job, 'per'>>>;
  /** What a thread runs. */
  workerFile?: string;
}): Jobs {
  const { store, tasks, log, jobs = allJobs } = options;
  const { workerFile = join(import.meta.dirname, 'worker.ts') } = options;
  const { dataDir, storeUrl, segmentsPath, clipsPath, previewsPath } = options.config;
  const { bucket, windowMs, http, logLevel } = options.config;
  const owner = [hostname(), process.pid, randomUUID()].join('/');
  const nameOf = turnNames(dataDir, jobs);
  const runs = createRuns(store, nameOf);
  const running = new Map<string, Running>();
  const ends = new Set<Promise<void>>();
  let closing = false;

  const bree = new Bree({
    root: false,
    logger: {
      info: (message: string) => log.debug(message),
      warn: (message: unknown) => log.warn({ err: message }, 'job'),
      error: (message: unknown) => log.error({ err: message }, 'job'),
    },
    errorHandler(error, { name }) {
      const job = running.get(name);
      if (job) job.error ??= error as Error;
    },
    workerMessageHandler({ name, message }) {
      const { ask, outcome } = readMessage(message);
      if (ask) void answer(name, ask);
      const job = running.get(name);
      if (job && outcome) job.outcome = outcome;
    },
    worker: {
      workerData: {
        config: {
          ...{ dataDir, storeUrl, segmentsPath, clipsPath, previewsPath },
          ...{ bucket, windowMs, http, logLevel },
        },
        secrets: keptSecrets(),
      },
    },
    jobs: Object.entries(jobs).map(([name, { everyMs, timeoutMs }]) => ({
      name,
      path: workerFile,
      // Those with long periods wait: a start has enough to do.
      timeout: everyMs > TICK_MS ? TICK_MS : Math.min(FIRST_MS, everyMs),
      interval: Math.min(everyMs, TICK_MS),
      closeWorkerAfterMs: timeoutMs,
    })),
  });

  async function answer(name: string, { id, task, dryRun }: Ask): Promise<void> {
    const worker = bree.workers.get(name);
    const reply = (message: Answer) => worker?.postMessage(message);
    await tasks[task](dryRun).then(
      (value) => reply({ answers: id, value }),
      (error: Error) => reply({ answers: id, error: error.message }),
    );
  }

  /** @returns whether this process may run it now */
  async function begin(name: string): Promise<boolean> {
    const { everyMs = TICK_MS, timeoutMs = TICK_MS } = jobs[name] ?? {};
    const due = async () => isDue(await runs.last(name), everyMs, Date.now());
    if (!(await due())) return false;
    const turn = await takeTurn({ store, job: nameOf(name), owner, log });
    if (!turn) {
      log.debug({ job: name }, 'this job is skipped: it runs elsewhere');
      return false;
    }
    try {
      // Another machine may have run it between the two questions.
      if (closing || !(await due())) {
        await turn.end();
        return false;
      }
      const run = await runs.begin(name);
      running.set(name, { turn, run, timeoutMs, beganMs: performance.now() });
    } catch (error) {
      await turn.end();
      throw error;
    }
    turn.lost.addEventListener('abort', () => void bree.workers.get(name)?.terminate());
    return true;
  }

  async function end(name: string, job: Running): Promise<void> {
    const { turn, run, outcome, error, timeoutMs } = job;
    const hung = !outcome && performance.now() - job.beganMs >= timeoutMs;
    if (turn.lost.aborted) {
      log.error({ job: name, err: turn.lost.reason }, 'a job was stopped: its lease is lost');
    } else if (outcome) {
      await runs.done(run, outcome);
      log.debug({ job: name, ...outcome.counts }, outcome.says);
    } else if (!closing) {
      // What close() ends stays open in the records, so that the next process does it at once.
      const why = hung
        ? `did not end within ${timeoutMs / 1000} s and was stopped`
        : (error?.message ?? 'ended without a result');
      await runs.failed(run, why);
      const err = hung ? undefined : error;
      log.error({ job: name, err, tookMs: Math.round(performance.now() - job.beganMs) }, why);
    }
    await turn.end();
  }

  bree.on('worker deleted', (name: string) => {
    const job = running.get(name);
    if (!job) return;
    running.delete(name);
    const done = end(name, job).catch((err) => {
      log.error({ err, job: name }, 'what became of a job could not be written down');
    });
    ends.add(done);
    void done.finally(() => ends.delete(done));
  });

  // Its timers call this: nothing starts that isn't due, or runs elsewhere.
  const runNow = bree.run;
  const beginning = new Set<string>();
  bree.run = async (name = '') => {
    // It says itself that this one still runs.
    if (bree.workers.has(name)) return runNow(name);
    if (closing || running.has(name) || beginning.has(name)) return;
    beginning.add(name);
    try {
      if (await begin(name)) await runNow(name);
    } catch (err) {
      log.error({ err, job: name }, 'a job could not be started; it is tried again');
    } finally {
      beginning.delete(name);
    }
  };
  const started = bree.start().catch((err) => log.error({ err }, 'the jobs did not start'));

  return {
    async close() {
      closing = true;
      await started;
      const stopped = bree.stop();
      // Bree alone would wait for a job that hangs.
      for (const worker of bree.workers.values()) void worker.terminate();
      await stopped;
      await Promise.all(ends);
    },
  };
}
