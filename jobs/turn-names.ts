import { machineOf } from '../server/machine.ts';
import { jobs as allJobs } from './all.ts';
import type { Job } from './job.ts';

export type NameOf = (job: string) => string;

/** Under which name a job has its turn and its last run: with its machine's where each machine runs it. */
export function turnNames(
  dataDir: string,
  jobs: Record<string, Partial<Pick<Job, 'per'>>> = allJobs,
): NameOf {
  const machine = machineOf(dataDir);
  return (job) => (jobs[job]?.per === 'machine' ? `${job}@${machine}` : job);
}
