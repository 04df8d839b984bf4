import type { CleanedClips } from '../server/clips/clean.ts';
import type { Config } from '../server/config.ts';
import type { Log } from '../server/log.ts';

/** What a job knows; it goes to a worker thread as a copy. */
export type JobConfig = Pick<
  Config,
  'dataDir' | 'segmentsPath' | 'windowMs' | 'http' | 'logLevel'
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
  /** Tells the server to look at all rooms. */
  look(): Promise<void>;
  /** Has the server remove clips that are due. @returns what it did; null where it was only told to */
  cleanClips(dryRun: boolean): Promise<CleanedClips | null>;
}

/** Safe to be killed at any moment and to be run again. @returns one sentence: what was done */
export type Job = (context: JobContext) => Promise<string>;

/** What Bree gives to worker.ts. */
export interface WorkerData {
  config: JobConfig;
  job: { name: string };
}

/** What worker.ts says to scheduler.ts when a job calls `look`. */
export const LOOK_AT_ALL = { look: 'all' };
/** And when one calls `cleanClips`. */
export const CLEAN_CLIPS = { clean: 'clips' };
