import type { JobConfig, JobOutcome } from './job.ts';
import type { TaskName } from './tasks.ts';

/** What a job's thread is given. */
export interface WorkerData {
  config: JobConfig;
  job: { name: string };
  /** A thread knows nothing of ours: those that its log has to leave out. */
  secrets: string[];
}

/** A job asks the server for something. */
export interface Ask {
  id: number;
  task: TaskName;
  dryRun: boolean;
}

/** What the server says to it, or why it could not. */
export type Answer = { answers: number } & ({ value: unknown } | { error: string });

/** What a thread says to the scheduler. */
export interface ThreadMessage {
  ask?: Ask;
  /** Its last word. */
  outcome?: JobOutcome;
}

/** Bree passes on whatever a thread says. */
export function readMessage(message: unknown): ThreadMessage {
  return typeof message === 'object' && message !== null ? message : {};
}
