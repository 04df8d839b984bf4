import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { WaitingError, Worker } from 'bullmq';
import { packError } from '../error-wire.ts';
import { UserError } from '../errors.ts';
import { linkFile } from '../link-file.ts';
import type { Log } from '../log.ts';
import { withOnlyLogFields } from '../log-fields.ts';
import { warnRarely } from '../warn-rarely.ts';
import { DoesNotFit } from './fit.ts';
import { below } from './handed-segments.ts';
import type { ClipMaker, ClipStep, Watch } from './maker.ts';
import type { RemoteFiles } from './remote-files.ts';
import {
  type HandedRendition,
  PREFIX,
  QUEUES,
  type RenderData,
  type RenderJob,
  type RenderOutcome,
  type RenderRedis,
  type RenderTask,
  WORKERS_KEY,
  wantedKey,
} from './remote-jobs.ts';
import { createRemoteRounds } from './remote-rounds.ts';
import { EXTENSIONS } from './renditions.ts';

/** A worker that gives no sign of life for so long has died over its render, ms: another takes it. */
const LOCK_MS = 10_000;
const LOOK_FOR_DEAD_MS = 5000;
/** A render over which workers died so often is given up. */
const MOST_DEATHS = 2;
const ALIVE_MS = 15_000;
const ALIVE_AGAIN_MS = 5000;
const WANTED_EVERY_MS = 500;
const STEP_EVERY_MS = 300;
/** How long the end of the process waits for what it renders; then another worker begins it anew, ms. */
const FINISH_MS = 6000;
const SWEEP_EVERY_MS = 3600_000;

/** Takes renders from the queue and has `maker` make them, which has a queue of `slots` of its own. */
export async function startRenderWorker(parts: {
  redis: RenderRedis;
  maker: ClipMaker;
  files: RemoteFiles;
  slots?: number | undefined;
  log: Log;
}) {
  const { redis, maker, files, log, slots = availableParallelism() } = parts;
  const closing = new AbortController();

  async function make(task: RenderTask, name: string, watch: Watch) {
    if (task.make === 'shorter') return maker.shorten(task.order, task.clip, task, watch);
    if (task.make === 'fitted') return fit(task, name, watch);
    const { order, source } = task;
    // Who asked removes it; where they died, it is swept away one day.
    return files.take(source.name, (folder) => {
      const { segments, voice } = source;
      const held = { folder, segments: below(folder, segments), voice: below(folder, voice) };
      return maker.make({ ...order, held }, watch);
    });
  }

  async function fit(
    { clip, maxBytes, format }: Extract<RenderTask, { make: 'fitted' }>,
    name: string,
    watch: Watch,
  ): Promise<HandedRendition> {
    const fileName = `fitted.${EXTENSIONS[format]}`;
    const hand = ({ file, ...about }: { file: string; bytes: number }) =>
      files.give(name, async (folder) => {
        await linkFile(file, join(folder, fileName));
        return { ...about, fileName };
      });
    return maker.fitted(clip, { maxBytes, format }, hand, watch);
  }

  async function work(job: RenderJob, watch: Watch): Promise<RenderOutcome> {
    try {
      return { made: await make(job.data.task, job.id ?? '', watch) };
    } catch (error) {
      if (watch.signal?.aborted) throw error;
      if (!(error instanceof UserError)) log.error({ err: error, render: job.id }, 'render failed');
      const longestMs = error instanceof DoesNotFit ? error.longestMs : undefined;
      return { failed: packError(error), ...(longestMs !== undefined && { longestMs }) };
    }
  }

  /** Ends what nobody waits for any more, and what another worker has by now; gives back what is not done in time. */
  async function take(job: RenderJob, token: string | undefined, taken: AbortSignal) {
    const unwanted = new AbortController();
    const looking = setInterval(async () => {
      const isWanted = await redis.exists(wantedKey(job.id ?? '')).catch(() => 1);
      if (!isWanted) unwanted.abort(new Error('nobody waits for it any more'));
    }, WANTED_EVERY_MS);
    const steps = tellSteps(job);
    const signal = AbortSignal.any([unwanted.signal, closing.signal, taken]);
    try {
      return await work(job, { signal, onStep: steps.tell });
    } catch (error) {
      if (unwanted.signal.aborted) return 'unwanted' as const;
      if (taken.aborted) throw error;
      log.info({ render: job.id }, 'a render is left to another worker');
      await job.moveToWait(token);
      throw new WaitingError();
    } finally {
      clearInterval(looking);
      steps.end();
    }
  }

  function tellSteps(job: RenderJob) {
    let next: ClipStep | null = null;
    let timer: NodeJS.Timeout | undefined;
    const send = () => {
      timer = undefined;
      if (next) job.updateProgress(next).catch(() => {});
      next = null;
    };
    return {
      tell(step: ClipStep): void {
        next = step;
        timer ??= setTimeout(send, STEP_EVERY_MS);
      },
      end: () => clearTimeout(timer),
    };
  }

  const workers = QUEUES.map((name, i) => {
    const rounds = createRemoteRounds(redis, name);
    const worker: Worker<RenderData, RenderOutcome> = new Worker<RenderData, RenderOutcome>(
      name,
      async (job, token, signal) => {
        await rounds.reach(job.data.round);
        return withOnlyLogFields(job.data.logFields ?? {}, () =>
          take(job as RenderJob, token, signal ?? closing.signal),
        );
      },
      {
        ...{ connection: redis, prefix: PREFIX, drainDelay: 2 },
        // Those that encode with all cores get half of the slots.
        concurrency: i === 0 ? slots : Math.ceil(slots / 2),
        ...{ lockDuration: LOCK_MS, stalledInterval: LOOK_FOR_DEAD_MS },
        maxStalledCount: MOST_DEATHS,
      },
    );
    worker.on('error', warnRarely(log, 'the queue of renders can not be worked on'));
    worker.on('lockRenewalFailed', (ids) => {
      for (const id of ids) worker.cancelJob(id, 'another worker has it');
    });
    return worker;
  });

  const sayAlive = () =>
    redis.set(WORKERS_KEY, '1', { expiration: { type: 'PX', value: ALIVE_MS } });
  const sweep = () =>
    files.sweep().catch((err) => log.warn({ err }, 'files of old renders stay until later'));
  await sayAlive();
  const saying = setInterval(() => {
    sayAlive().catch((err) => log.warn({ err }, 'this worker may be taken for dead'));
  }, ALIVE_AGAIN_MS);
  const sweeping = setInterval(sweep, SWEEP_EVERY_MS).unref();
  void sweep();

  return {
    /** Takes nothing more; ends what it renders, or leaves it to another worker. */
    async close(): Promise<void> {
      clearInterval(saying);
      clearInterval(sweeping);
      const late = setTimeout(() => closing.abort(new Error('this worker ends')), FINISH_MS);
      await Promise.all(workers.map((worker) => worker.close()));
      clearTimeout(late);
    },
  };
}
