import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import Bree from 'bree';
import type { Log } from '../server/log.ts';
import { jobs } from './all.ts';
import { CLEAN_CLIPS, type JobConfig, LOOK_AT_ALL } from './job.ts';

export interface Jobs {
  /** Stops at once; what a job was doing is done by its next run. */
  close(): Promise<void>;
}

/**
 * Runs every job once a minute, each in a worker thread. A job that still runs is not started again, and one that
 * hangs is stopped.
 */
export function startJobs(options: {
  config: JobConfig;
  log: Log;
  /** Which rooms the server should look at. */
  onLook: (rooms: string[] | 'all') => void;
  /** Clips that are due are to be removed. */
  onCleanClips: () => void;
  everyMs?: number;
  /** A run that takes longer hangs. */
  timeoutMs?: number;
  /** What a thread runs. */
  workerFile?: string;
}): Jobs {
  const { log, onLook, onCleanClips, everyMs = 60_000, timeoutMs = 5 * 60_000 } = options;
  const { workerFile = join(import.meta.dirname, 'worker.ts') } = options;
  const { dataDir, segmentsPath, bucket, windowMs, http, logLevel } = options.config;
  let closing = false;

  const bree = new Bree({
    root: false,
    logger: {
      info: (message: string) => log.debug(message),
      warn: (message: unknown) => log.warn({ err: message }, 'job'),
      error: (message: unknown) => log.error({ err: message }, 'job'),
    },
    errorHandler(err, { name }) {
      // Threads that are ended by close() don't exit with 0.
      if (!closing) log.error({ err, job: name }, 'a job failed');
    },
    workerMessageHandler({ message }) {
      if (isDeepStrictEqual(message, LOOK_AT_ALL)) onLook('all');
      if (isDeepStrictEqual(message, CLEAN_CLIPS)) onCleanClips();
    },
    closeWorkerAfterMs: timeoutMs,
    worker: {
      workerData: { config: { dataDir, segmentsPath, bucket, windowMs, http, logLevel } },
    },
    jobs: Object.keys(jobs).map((name) => ({
      name,
      path: workerFile,
      timeout: false,
      interval: everyMs,
    })),
  });
  const started = bree.start().catch((err) => log.error({ err }, 'the jobs did not start'));

  return {
    async close() {
      closing = true;
      await started;
      const stopped = bree.stop();
      // Bree alone would wait for a job that hangs.
      for (const worker of bree.workers.values()) void worker.terminate();
      await stopped;
    },
  };
}
