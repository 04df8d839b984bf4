import type { Config } from '../server/config.ts';
import type { Log } from '../server/log.ts';
import type { Store } from '../server/store/store.ts';
import type { ServerTasks } from './tasks.ts';

/** What a job knows; it goes to a worker thread as a copy. */
export type JobConfig = Pick<
  Config,
  | ('dataDir' | 'storeUrl' | 'segmentsPath' | 'clipsPath' | 'previewsPath' | 'windowMs')
  | ('http' | 'logLevel')
> &
  BucketOf;

/** Undefined where segments lie in local folders. */
interface BucketOf {
  bucket?: Config['bucket'];
}

export interface JobContext {
  config: JobConfig;
  log: Log;
  /** Say what would be done, and do nothing. */
  dryRun: boolean;
  /** Names one thing that is done, or would be: a folder or an id, and bytes. */
  item(line: string): void;
  /** What only the running server can do, or knows. */
  server: ServerTasks;
  /** Opened when it is first asked for; whoever runs the job closes it. */
  store(): Promise<Store>;
}

/** What a run has done. */
export interface JobOutcome {
  /** One sentence. */
  says: string;
  /** For `/metrics`: how many of what; few names, and the same in every run. */
  counts: Record<string, number>;
}

/** A job is a file of its own name that exports one of these as `job`; all.ts lists them. */
export interface Job {
  /**
   * Whether each machine runs it, for what lies in its own folders, or one of them all, for what they share. Machines
   * are told apart by DATA_DIR.
   */
  per: 'machine' | 'installation';
  /** How often it is due, ms. */
  everyMs: number;
  /** A run that takes longer hangs and is stopped, ms. */
  timeoutMs: number;
  /** Safe to be killed at any moment and to be run again. @throws when it could not do its work */
  run(context: JobContext): Promise<JobOutcome>;
}

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
