import { hostname } from 'node:os';
import type { Store } from '../server/store/store.ts';
import type { JobOutcome } from './job.ts';
import type { NameOf } from './turn-names.ts';

/** The last run of a job, and what is known of those before it. Times are ms since the epoch. */
export interface JobRun {
  job: string;
  machine: string;
  startedAtMs: number;
  /** Absent while it runs, and where its process died. */
  tookMs?: number;
  state: 'running' | 'done' | 'failed';
  /** What it did, or why it failed; one sentence. */
  says: string;
  /** Of the last run that was done. */
  counts: JobOutcome['counts'];
  /** When the last run that was done began. */
  doneAtMs?: number;
  /** All that failed so far. */
  failures: number;
}

/** A job that has not run for so long is no more, or its machine is gone, ms. */
const LIFE_MS = 30 * 24 * 3600_000;

/**
 * What became of the jobs, for everybody to see. Who has the job's turn writes.
 * @param nameOf see turnNames
 */
export function createRuns({ records }: Pick<Store, 'records'>, nameOf: NameOf, now = Date.now) {
  const runs = records<JobRun>('job-runs');
  const save = (run: JobRun) => runs.set(nameOf(run.job), run, LIFE_MS);

  async function end(run: JobRun, change: Partial<JobRun>): Promise<JobRun> {
    const ended = { ...run, tookMs: Math.max(0, now() - run.startedAtMs), ...change };
    await save(ended);
    return ended;
  }

  return {
    last: (job: string): Promise<JobRun | undefined> => runs.get(nameOf(job)),

    async all(jobs: string[]): Promise<JobRun[]> {
      return (await runs.get(jobs.map(nameOf))).filter((run) => run !== undefined);
    },

    async begin(job: string): Promise<JobRun> {
      const before = await runs.get(nameOf(job));
      const run: JobRun = {
        ...{ job, machine: hostname(), startedAtMs: now(), state: 'running', says: 'runs' },
        ...{ counts: before?.counts ?? {}, failures: before?.failures ?? 0 },
        ...(before?.doneAtMs !== undefined && { doneAtMs: before.doneAtMs }),
      };
      await save(run);
      return run;
    },

    done: (run: JobRun, { says, counts }: JobOutcome) =>
      end(run, { state: 'done', says, counts, doneAtMs: run.startedAtMs }),
    failed: (run: JobRun, says: string) =>
      end(run, { state: 'failed', says, failures: run.failures + 1 }),
  };
}

/** A timer may come a little early; the next one is a whole period later. */
const EARLY_PART = 0.05;

/** Whether a job's next run is due. One that broke off with its process is due at once. */
export function isDue(last: JobRun | undefined, everyMs: number, nowMs: number): boolean {
  if (!last || last.state === 'running' || last.startedAtMs > nowMs) return true;
  return nowMs - last.startedAtMs >= everyMs * (1 - EARLY_PART);
}
