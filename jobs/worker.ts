import { parentPort, workerData } from 'node:worker_threads';
import { createLog } from '../server/log.ts';
import { jobs } from './all.ts';
import { CLEAN_CLIPS, LOOK_AT_ALL, type WorkerData } from './job.ts';

/** What Bree starts for each run: one job in a thread of its own. */
const { config, job } = workerData as WorkerData;
const log = createLog(config.logLevel);
const run = jobs[job.name];
if (!run) throw new Error(`There is no job ${job.name}`);
const outcome = await run({
  config,
  log,
  dryRun: false,
  look: async () => parentPort?.postMessage(LOOK_AT_ALL),
  async cleanClips() {
    parentPort?.postMessage(CLEAN_CLIPS);
    return null;
  },
});
log.debug({ job: job.name }, outcome);
