import type { JobRun } from '../../jobs/runs.ts';
import type { Figures } from './registry.ts';

/** What became of the jobs: on whichever machine they ran, or on this one where each runs them. */
export function jobFigures({ counter, gauge, beforeRender }: Figures) {
  const success = gauge(
    'job_last_success_timestamp_seconds',
    'When the last run of a job that was done began, s since the epoch.',
    ['name'],
  );
  const duration = gauge('job_duration_seconds', 'How long the last run of a job took.', ['name']);
  const failures = counter('job_failures_total', 'Runs of a job that failed or hung.', ['name']);
  const counts = gauge(
    'job_counts',
    'What the last run of a job counted: things removed, bytes, clips that do not match.',
    ['name', 'of'],
  );

  return {
    /** @param look the last run of each job */
    watchJobs(look: () => Promise<JobRun[]>): void {
      beforeRender(async () => {
        const runs = await look();
        failures.reset();
        for (const run of runs) {
          // Not `job`: that is Prometheus' own name for what it asks.
          const { job: name } = run;
          if (run.doneAtMs !== undefined) success.set({ name }, run.doneAtMs / 1000);
          if (run.tookMs !== undefined) duration.set({ name }, run.tookMs / 1000);
          failures.inc({ name }, run.failures);
          for (const [of, count] of Object.entries(run.counts)) counts.set({ name, of }, count);
        }
      });
    },
  };
}
