import { setTimeout as sleep } from 'node:timers/promises';
import { Queue, QueueEvents } from 'bullmq';
import { UserError } from '../errors.ts';
import type { Log } from '../log.ts';
import { logFieldsHere } from '../log-fields.ts';
import { warnRarely } from '../warn-rarely.ts';
import type { ClipStep, Watch } from './maker.ts';
import {
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
import { createRemoteRounds, priorityOf } from './remote-rounds.ts';
import { MOST_WAITING, queueFull, type Turn } from './render-queue.ts';

/** Who waits says so again and again; without a word for that long, it is for nobody, ms. */
const WANTED_MS = 20_000;
const WANTED_AGAIN_MS = 5000;
/** How often is looked whether it is done, or which place it has, ms; events tell sooner. */
const LOOK_EVERY_MS = 1000;
/** What waits for so long while no worker is there is given up, ms. */
const PATIENCE_MS = 60_000;
/** How long one that is given up may take to end, ms. */
const END_MS = 5000;
/** Redis may be away for so long before what is waited for fails, ms. */
const AWAY_MS = 60_000;
/** Where somebody waits all the same, a worker that saw nobody is followed by so many others. */
const TRIES = 3;
/** Outcomes that nobody fetched, s. */
const KEEP_S = 3600;

export type RemoteRenders = Awaited<ReturnType<typeof openRemoteRenders>>;

/** Where renders are ordered of the workers, whichever process they are in. */
export async function openRemoteRenders(
  redis: RenderRedis,
  log: Log,
  patienceMs: number = PATIENCE_MS,
) {
  const options = { connection: redis, prefix: PREFIX };
  const warn = warnRarely(log, 'the queue of renders can not be heard');
  const lines = QUEUES.map((name) => {
    const queue = new Queue<RenderData, RenderOutcome, string>(name, options);
    const events = new QueueEvents(name, options);
    queue.on('error', warn);
    events.on('error', warn);
    return { queue, events, rounds: createRemoteRounds(redis, name) };
  });
  const [light, heavy] = lines as [Line, Line];
  /** Of those that are waited for here, by name. */
  const steps = new Map<string, (step: ClipStep) => void>();
  const wakers = new Map<string, () => void>();
  for (const { events } of lines) {
    events.on('progress', ({ jobId, data }) => steps.get(jobId)?.(data as ClipStep));
    events.on('completed', ({ jobId }) => wakers.get(jobId)?.());
    events.on('failed', ({ jobId }) => wakers.get(jobId)?.());
  }

  const want = (name: string) =>
    redis.set(wantedKey(name), '1', { expiration: { type: 'PX', value: WANTED_MS } });

  async function found({ queue }: Line, name: string): Promise<RenderJob | undefined> {
    return (await queue.getJob(name)) as RenderJob | undefined;
  }

  /** Joins the one of that name, if it is under way. @throws UserError (503) when too many wait */
  async function add(line: Line, name: string, task: RenderTask, turn: Turn): Promise<void> {
    const before = await found(line, name);
    if (before && !before.finishedOn) return;
    await before?.remove();
    const { by, goesOn = false } = turn;
    if (!goesOn) await needRoom();
    const round = await line.rounds.take(by, goesOn);
    const kept = { age: KEEP_S };
    await line.queue.add(
      task.make,
      { task, round, logFields: logFieldsHere() },
      {
        ...{ jobId: name, priority: priorityOf(round), attempts: 1 },
        ...{ removeOnComplete: kept, removeOnFail: kept },
      },
    );
  }

  async function needRoom(): Promise<void> {
    const counts = await light.queue.getJobCounts('waiting', 'prioritized');
    const waiting = Object.values(counts).reduce((sum, count) => sum + count, 0);
    if (waiting >= MOST_WAITING) throw queueFull();
  }

  /** Resolves when there may be news of it. */
  async function news(name: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    wakers.set(name, resolve);
    await Promise.race([promise, sleep(LOOK_EVERY_MS, undefined, { ref: false })]);
    wakers.delete(name);
  }

  /**
   * While Redis is away, it is waited for: workers go on with what they have.
   * @throws what it was asked for says, once it was away for AWAY_MS
   */
  async function askPatiently<T>(ask: () => Promise<T>, signal: AbortSignal | undefined) {
    const startedMs = performance.now();
    for (;;) {
      signal?.throwIfAborted();
      try {
        return await ask();
      } catch (err) {
        if (err instanceof UserError || performance.now() - startedMs > AWAY_MS) throw err;
        log.warn({ err }, 'the queue of renders does not answer; it is asked again');
        await sleep(LOOK_EVERY_MS, undefined, { ref: false });
      }
    }
  }

  /** @returns undefined for one that is gone without an outcome */
  async function outcomeOf(line: Line, name: string, { signal, onStep }: Watch) {
    const startedMs = performance.now();
    let told = 0;
    for (;;) {
      signal?.throwIfAborted();
      const job = await askPatiently(() => found(line, name), signal);
      if (!job) return undefined;
      if (job.failedReason) {
        // Each worker that took it died over it.
        throw new UserError(({ outcomes }) => outcomes.brokeOff, {
          cause: new Error(job.failedReason),
        });
      }
      if (job.finishedOn) return job.returnvalue;
      const place = () => redis.zRank(line.queue.toKey('prioritized'), name);
      const rank = await askPatiently(place, signal);
      if (rank !== null && rank + 1 !== told) {
        told = rank + 1;
        onStep?.({ name: 'queued', place: told });
      }
      if (rank !== null && performance.now() - startedMs > patienceMs) await needWorker();
      await news(name);
    }
  }

  async function needWorker(): Promise<void> {
    if ((await redis.exists(WORKERS_KEY)) > 0) return;
    throw new UserError(({ orders }) => orders.noRenderer, { status: 503 });
  }

  /** Nobody waits for it any more: it leaves the queue, or its worker ends it. */
  async function giveUp(line: Line, name: string): Promise<void> {
    await redis.del(wantedKey(name));
    const deadlineMs = performance.now() + END_MS;
    while (performance.now() < deadlineMs) {
      const job = await found(line, name);
      if (!job) return;
      // One that a worker has can't be removed yet.
      if (
        await job.remove().then(
          () => true,
          () => false,
        )
      )
        return;
      await news(name);
    }
  }

  return {
    /**
     * Has it made. When this resolves or rejects, nobody works on it any more, as far as that can be known.
     * @param name two of one name are made once
     * @throws UserError where too many wait, no worker is there or each of them died over it; the signal's reason
     */
    async run(name: string, task: RenderTask, turn: Turn, watch: Watch): Promise<RenderOutcome> {
      watch.signal?.throwIfAborted();
      const line = turn.isHeavy ? heavy : light;
      if (watch.onStep) steps.set(name, watch.onStep);
      const again = setInterval(() => {
        want(name).catch((err) => log.warn({ err, name }, 'a render may be taken for unwanted'));
      }, WANTED_AGAIN_MS);
      const wake = () => wakers.get(name)?.();
      watch.signal?.addEventListener('abort', wake);
      try {
        for (let tries = 1; ; tries++) {
          await askPatiently(() => want(name), watch.signal);
          await askPatiently(() => add(line, name, task, turn), watch.signal);
          const outcome = await outcomeOf(line, name, watch);
          if (outcome !== undefined && (outcome !== 'unwanted' || tries === TRIES)) return outcome;
          if (tries === TRIES) throw new Error(`the render ${name} vanished from its queue`);
        }
      } finally {
        clearInterval(again);
        watch.signal?.removeEventListener('abort', wake);
        steps.delete(name);
        await giveUp(line, name).catch((err) => log.warn({ err, name }, 'a render is left behind'));
      }
    },

    /** How many wait for a worker, and how many are being made, in all processes. */
    async depth(): Promise<{ running: number; waiting: number }> {
      const all = await Promise.all(
        lines.map(({ queue }) => queue.getJobCounts('active', 'waiting', 'prioritized')),
      );
      const sum = (...states: string[]) =>
        all.reduce((total, one) => total + states.reduce((n, s) => n + (one[s] ?? 0), 0), 0);
      return { running: sum('active'), waiting: sum('waiting', 'prioritized') };
    },

    async close(): Promise<void> {
      for (const { queue, events } of lines) await Promise.all([queue.close(), events.close()]);
    },
  };
}

interface Line {
  queue: Queue<RenderData, RenderOutcome, string>;
  events: QueueEvents;
  rounds: ReturnType<typeof createRemoteRounds>;
}
