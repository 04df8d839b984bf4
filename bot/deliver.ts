import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'discord.js';
import { bufferLeaves } from '../server/clips/button-watch.ts';
import { fullDiskInWords } from '../server/clips/full-disk.ts';
import type { Clip } from '../server/clips/library.ts';
import type { ClipOrder } from '../server/clips/order.ts';
import type { OrderWorker } from '../server/clips/order-desk.ts';
import { WAITING } from '../server/clips/order-view.ts';
import type { Orders } from '../server/clips/orders.ts';
import { UserError } from '../server/errors.ts';
import { FfmpegFailed } from '../server/ffmpeg/failed.ts';
import { withLogFields } from '../server/log-fields.ts';
import type { Services } from '../server/services.ts';
import { withUrgency } from '../server/urgency.ts';
import type { Say } from '../server/words/words.ts';
import { createAnswer, isAnswered } from './answer.ts';
import { buttonStateOf } from './clip-state.ts';
import { createTellSharer } from './clipped.ts';
import { isUnanswered, meaningOf } from './discord-errors.ts';
import { keepPosted } from './keep-posted.ts';
import type { Notify } from './notify.ts';
import { createPost, shortenedId } from './post.ts';
import { type Found, wasPosted } from './posted.ts';
import { createTell, type Step, type Told } from './tell.ts';
import { waysFor } from './ways.ts';

/** An order that was begun so often breaks its process: no more. */
const MOST_BEGUN = 3;
/** Ctrl-C ends our renders together with us: whether it was that shows in so many ms. */
const OUR_END_TOO_MS = 1500;

/** Makes a clip and brings it where it was asked for. Never rejects: every order ends in exactly one outcome. */
export type Deliver = (order: ClipOrder) => Promise<void>;

/** The end of this process, which is no failure of an order: nobody is told, and the next process goes on with it. */
export interface End {
  /** Aborted when it begins: what fails from then on fails because its parts go away too. */
  closing: AbortSignal;
  /** Aborted when no more time is left for renders. */
  over: AbortSignal;
}

interface Job extends Told {
  cancel: AbortController;
  signal: AbortSignal;
  isPosting: boolean;
}

/** Of somebody else's share. */
const isOfOther = ({ sharerId, requesterId }: ClipOrder) => sharerId !== requesterId;

/** What the person reads of it. That an answer's time is over matters only where there is nothing else. */
function hindranceOf(error: unknown, { answerOnly }: ClipOrder): Say | undefined {
  const { kind, say } = meaningOf(error);
  if (kind !== 'over') return say;
  return answerOnly ? ({ discord }) => discord.answerOnly : undefined;
}

export function createDelivery(
  client: Client,
  services: Services,
  orders: Orders,
  notify: Notify,
  { closing, over }: End,
): { deliver: Deliver; cancel: OrderWorker['cancel'] } {
  const { buttonWatch, clipMaker, clips, config, marks, metrics, posters, rules, segments, log } =
    services;
  const { board } = services.orders;
  const post = createPost(services);
  const tell = createTell(services, notify);
  const tellSharer = createTellSharer(services, notify);
  const jobs = new Map<string, Job>();

  const watchOf = (job: Job) => ({
    signal: job.signal,
    onStep: (step: Step) => tell.step(job, step),
  });

  async function note(job: Job, change: Partial<ClipOrder>): Promise<void> {
    job.order = { ...job.order, ...change };
    await orders.write(job.order);
  }

  /**
   * @returns the way that took the clip, and how; else what stood in the way of all
   * @throws UserError when none ever will
   */
  async function postSomewhere(job: Job, clip: Clip): Promise<Found | { why: Say }> {
    const { order, answer } = job;
    const onTry = (channelId: string) =>
      note(job, { tried: [...(job.order.tried ?? []), { channelId, sinceMs: Date.now() }] });
    const keepsFiles = (await rules.kept(order.guildId)).postedKeptMs > 0;
    const buttons = await buttonStateOf(clip, { segments }).catch((err) => {
      log.warn({ err, orderId: order.id }, 'what is buffered before a clip is not known');
      return { gone: false, more: false };
    });
    const whys: Say[] = [];
    const why: Say = (words) => [...new Set(whys.map((say) => say(words)))].join(' ');
    const parts = { client, order, answer, buttons, keepsFiles, onTry, why };
    for (const way of waysFor(parts)) {
      job.isPosting = false;
      const onRefused = () => {
        job.isPosting = false;
      };
      const onPosting = async () => {
        await needKept(clip);
        job.signal.throwIfAborted();
        job.isPosting = true;
        tell.step(job, { name: 'posting' });
      };
      try {
        const posting = { order, watch: watchOf(job), onPosting, onRefused };
        const posted = await post(way, clip, posting);
        metrics.countPost(way.name, posted.as);
        return { way: way.name, ...posted };
      } catch (err) {
        await throwIfOver(job, err);
        metrics.countPost(way.name, 'failed');
        // In words already, and the next way would say the same.
        if (err instanceof UserError) throw err;
        log.warn({ err, orderId: order.id, way: way.name }, 'a clip could not be posted this way');
        // Discord may have taken what it did not confirm.
        const posted = isUnanswered(err) && (await lookFor(job));
        if (posted) return posted;
        const { next } = meaningOf(err);
        const hindrance = hindranceOf(err, order);
        if (hindrance) whys.push(hindrance);
        if (next === 'nothing') break;
      }
    }
    return { why };
  }

  /** @throws the reason when this order fails only because it was cancelled, or the process ends */
  async function throwIfOver({ cancel }: Job, error: unknown): Promise<void> {
    cancel.signal.throwIfAborted();
    if (error instanceof FfmpegFailed) {
      await sleep(OUR_END_TOO_MS, null, { signal: closing }).catch(() => {});
    }
    closing.throwIfAborted();
  }

  const lookFor = ({ order, answer }: Job) => wasPosted(client, order, answer, log);

  /** Its owner may have deleted it while it was rendered. @throws UserError (404) */
  async function needKept(clip: Clip): Promise<void> {
    if (!(await clips.get(clip.id)))
      throw new UserError((words) => words.outcomes.deleted, { status: 404 });
  }

  /** Posts a clip or keeps it, and says where it is. @throws UserError (404) when it was deleted first */
  async function bring(job: Job, clip: Clip): Promise<void> {
    const { order } = job;
    if (order.to === 'library') {
      await needKept(clip);
      job.signal.throwIfAborted();
      job.isPosting = true;
      await tell.kept(job, clip);
      metrics.countPost('library', 'kept');
      return noteDone(job, clip.toMs);
    }
    const posted = await postSomewhere(job, clip).catch((error) => {
      if (!(error instanceof UserError) || job.signal.aborted) throw error;
      log.warn({ err: error, orderId: order.id }, 'a clip could not be posted');
      return { why: error.say };
    });
    if ('way' in posted) return finish(job, posted, clip.toMs);
    const usual: Say = ({ outcomes }) => (order.to === 'dm' ? outcomes.noDm : '');
    const why: Say = (words) => posted.why(words) || usual(words);
    await needKept(clip);
    // It would lie in the library of whose share it is.
    if (isOfOther(order)) {
      throw new UserError((words) => `${words.outcomes.othersNotPosted} ${why(words)}`.trim());
    }
    await tell.notPosted(job, clip, why);
    await noteDone(job, clip.toMs);
  }

  /** It is posted: whatever fails from here on is no failure of the clip. */
  async function finish(job: Job, posted: Found, toMs: number | undefined): Promise<void> {
    const { order } = job;
    const { postedKeptMs } = await rules.kept(order.guildId);
    const kept = await keepPosted(order, posted, { clips, postedKeptMs }).catch((err) => {
      log.error({ err, orderId: order.id }, 'a posted clip does not know where it was posted');
      return undefined;
    });
    if (kept) await watchButtons(job, posted, kept);
    await tell.posted(job, posted, isOfOther(order) ? undefined : kept);
    await tellSharer(order, posted.place).catch((err) => {
      log.error({ err, orderId: order.id }, 'whose share was clipped was not told');
    });
    if (toMs !== undefined) await noteDone(job, toMs);
  }

  /** Until the buffer is past what was before it. */
  async function watchButtons({ order }: Job, { place }: Found, clip: Clip): Promise<void> {
    if (!place) return;
    const row = { clipId: clip.id, channelId: place.channelId, messageId: place.messageId };
    await buttonWatch.lookAt(row, bufferLeaves(clip, config.windowMs)).catch((err) => {
      log.warn({ err, orderId: order.id }, 'the buttons below a clip will not be looked at');
    });
  }

  async function noteDone({ order }: Job, toMs: number): Promise<void> {
    if (order.clipId !== undefined || isOfOther(order)) return;
    await marks.noteClip(order.requesterId, toMs).catch((err) => {
      log.error({ err, orderId: order.id }, 'the next clip will not know where this one ended');
    });
  }

  async function make(job: Job): Promise<Clip> {
    const { id, clipId, begun = 0 } = job.order;
    if (begun > MOST_BEGUN) throw new UserError((words) => words.outcomes.brokeOff);
    const clip = await clips.get(clipId ?? id);
    if (clipId !== undefined && !clip)
      throw new UserError((words) => words.outcomes.gone, { status: 404 });
    return clip ?? (await clipMaker.make(job.order, watchOf(job)));
  }

  /** Makes and brings it; the outcome is told in any case. @throws the reason when the process ends first */
  async function work(job: Job): Promise<void> {
    const { id, clipId } = job.order;
    try {
      await note(job, { begun: (job.order.begun ?? 0) + 1 });
      if ((job.order.begun ?? 0) > 1 && (await wasDone(job))) return;
      const clip = await make(job);
      await bring(job, clip);
      // Of what was kept; nobody waits for it.
      void posters.of(clip.id);
    } catch (error) {
      if (job.cancel.signal.aborted) await tell.cancelled(job);
      else {
        await throwIfOver(job, error);
        await tell.failed(job, fullDiskInWords(error));
      }
      // Who deleted it can have it back for a while yet.
      if (clipId === undefined && !(await clips.hidden(id))) await clips.remove(id);
    }
  }

  /** What a process that was killed has done already is finished. */
  async function wasDone(job: Job): Promise<boolean> {
    await clips.remove(shortenedId(job.order));
    const posted = await lookFor(job);
    if (posted) await finish(job, posted, (await clips.get(job.order.id))?.toMs);
    return posted !== null;
  }

  return {
    async deliver(order) {
      if (jobs.has(order.id)) return;
      const cancel = new AbortController();
      const answer = isAnswered(order) ? createAnswer(client, order, log) : null;
      const signal = AbortSignal.any([cancel.signal, over]);
      const job: Job = { order, answer, cancel, signal, isPosting: false };
      jobs.set(order.id, job);
      board.show(order, WAITING);
      try {
        await withLogFields({ orderId: order.id }, () => withUrgency('order', () => work(job)));
        // Its outcome is known, also when we are closing by now: once more would be twice.
        await orders.done(order);
      } catch (err) {
        const level = closing.aborted ? 'info' : 'error';
        log[level]({ err, orderId: order.id }, 'an order has to be gone on with later');
      } finally {
        jobs.delete(order.id);
        answer?.end();
      }
      await answer?.settle(closing).catch((err) => {
        log.debug({ err, orderId: order.id }, 'an answer could not be looked at again');
      });
    },

    cancel(orderId, userId) {
      const job = jobs.get(orderId);
      if (!job) return 'over';
      if (job.order.requesterId !== userId) return 'not yours';
      if (job.isPosting) return 'too late';
      job.cancel.abort(new UserError((words) => words.outcomes.wasCancelled));
      return 'yes';
    },
  };
}
