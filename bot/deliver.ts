import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, HTTPError } from 'discord.js';
import type { Clip } from '../server/clips/library.ts';
import { messageUrl } from '../server/clips/message-url.ts';
import type { ClipOrder } from '../server/clips/order.ts';
import { WAITING } from '../server/clips/order-board.ts';
import type { Orders } from '../server/clips/orders.ts';
import { UserError } from '../server/errors.ts';
import { FfmpegFailed } from '../server/ffmpeg/failed.ts';
import type { Services } from '../server/services.ts';
import { type Answer, createAnswer, isAnswered } from './answer.ts';
import type { Cancel } from './cancel.ts';
import { keepPosted } from './keep-posted.ts';
import { clipWords } from './message.ts';
import type { Notify } from './notify.ts';
import { createPost, shortenedId } from './post.ts';
import { type Found, wasPosted } from './posted.ts';
import { stepWords } from './steps.ts';
import { waysFor } from './ways.ts';

/** An order that was begun so often breaks its process: no more. */
const MOST_BEGUN = 3;
/** Ctrl-C ends our renders together with us: whether it was that shows in so many ms. */
const OUR_END_TOO_MS = 1500;

const IT_IS = { dm: 'It is in your direct messages.', channel: 'It is in a message of its own.' };
const GONE = 'This clip is not there any more, so it can not be posted.';

/** Makes a clip and brings it where it was asked for. Never rejects: every order ends in exactly one outcome. */
export type Deliver = (order: ClipOrder) => Promise<void>;

/** The end of this process, which is no failure of an order: nobody is told, and the next process goes on with it. */
export interface End {
  /** Aborted when it begins: what fails from then on fails because its parts go away too. */
  closing: AbortSignal;
  /** Aborted when no more time is left for renders. */
  over: AbortSignal;
}

type Step = Parameters<typeof stepWords>[0];

interface Job {
  order: ClipOrder;
  /** null where no interaction waits for one. */
  answer: Answer | null;
  cancel: AbortController;
  signal: AbortSignal;
  isPosting: boolean;
}

export function createDelivery(
  client: Client,
  services: Services,
  orders: Orders,
  notify: Notify,
  { closing, over }: End,
): { deliver: Deliver; cancel: Cancel } {
  const { clipMaker, clips, config, marks, posters, clipLinks, log } = services;
  const { board } = services.orders;
  const post = createPost(services);
  const jobs = new Map<string, Job>();

  function say({ order, answer }: Job, step: Step): void {
    const words = stepWords(step);
    answer?.say(words);
    board.show(order, { state: step.name, ...('part' in step && { part: step.part }), words });
  }

  const watchOf = (job: Job) => ({
    signal: job.signal,
    onStep: (step: Step) => say(job, step),
  });

  async function note(job: Job, change: Partial<ClipOrder>): Promise<void> {
    job.order = { ...job.order, ...change };
    await orders.write(job.order);
  }

  /** @returns the way that took the clip, and how; null when none did. @throws UserError when none ever will */
  async function postSomewhere(job: Job, clip: Clip): Promise<Found | null> {
    const { order, answer } = job;
    const onTry = (channelId: string) =>
      note(job, { tried: [...(job.order.tried ?? []), { channelId, sinceMs: Date.now() }] });
    const keepsFiles = config.postedKeptMs > 0;
    for (const way of waysFor({ client, order, answer, keepsFiles, onTry })) {
      job.isPosting = false;
      const onRefused = () => {
        job.isPosting = false;
      };
      const onPosting = () => {
        job.signal.throwIfAborted();
        job.isPosting = true;
        say(job, { name: 'posting' });
      };
      try {
        const posting = { order, watch: watchOf(job), onPosting, onRefused };
        return { way: way.name, ...(await post(way, clip, posting)) };
      } catch (err) {
        await throwIfOver(job, err);
        // In words already, and the next way would say the same.
        if (err instanceof UserError) throw err;
        log.warn({ err, orderId: order.id, way: way.name }, 'a clip could not be posted this way');
        // Discord may have taken what it did not confirm.
        const posted = err instanceof HTTPError && (await lookFor(job));
        if (posted) return posted;
      }
    }
    return null;
  }

  /** @throws the reason when this order fails only because it was cancelled, or the process ends */
  async function throwIfOver({ cancel }: Job, error: unknown): Promise<void> {
    cancel.signal.throwIfAborted();
    if (error instanceof FfmpegFailed) {
      await sleep(OUR_END_TOO_MS, null, { signal: closing }).catch(() => {});
    }
    closing.throwIfAborted();
  }

  /** @returns false when it could not be said there */
  async function answerFor(job: Job, words: string): Promise<boolean> {
    if (!job.answer) return false;
    try {
      await job.answer.put(words);
      return true;
    } catch (err) {
      log.warn({ err, orderId: job.order.id }, 'the answer could not be edited');
      return false;
    }
  }

  function libraryLink(clip: Clip): string {
    return `It is in your library: [watch it](${clipLinks.page(clip)}).`;
  }

  const lookFor = ({ order, answer }: Job) => wasPosted(client, order, answer, log);

  /** Posts a clip or keeps it, and says where it is. Whatever happens here, the clip exists. */
  async function bring(job: Job, clip: Clip): Promise<void> {
    const { order } = job;
    const words = `${clipWords(order, clip)}\n${libraryLink(clip)}`;
    if (order.to === 'library') {
      job.signal.throwIfAborted();
      job.isPosting = true;
      if (!(await answerFor(job, words)) && job.answer) await notify(order.requesterId, words);
      await board.end(order, { state: 'done', words: 'It is in your library.', clipId: clip.id });
      return noteDone(job, clip.toMs);
    }
    let why = '';
    const posted = await postSomewhere(job, clip).catch((error) => {
      if (!(error instanceof UserError) || job.signal.aborted) throw error;
      log.warn({ err: error, orderId: order.id }, 'a clip could not be posted');
      why = ` ${error.message}`;
      return null;
    });
    if (posted) return finish(job, posted, clip.toMs);
    await notify(order.requesterId, `Your clip could not be posted.${why}\n${words}`);
    await answerFor(job, `<@${order.requesterId}>, this clip could not be posted here.`);
    const error = `It could not be posted, so it is in your library.${why}`;
    await board.end(order, { state: 'failed', words: error, error, clipId: clip.id });
    await noteDone(job, clip.toMs);
  }

  /** It is posted: whatever fails from here on is no failure of the clip. */
  async function finish(job: Job, posted: Found, toMs: number | undefined): Promise<void> {
    const { order } = job;
    const { way, as, place } = posted;
    // It may be void; where it is not, it must not say "thinking" for ever.
    if (way !== 'answer') await answerFor(job, IT_IS[way]);
    const kept = await keepPosted(order, { as, place }, { clips, config }).catch((err) => {
      log.error({ err, orderId: order.id }, 'a posted clip does not know where it was posted');
    });
    await board.end(order, {
      ...{ state: 'done', words: way === 'dm' ? IT_IS.dm : 'It is posted.' },
      ...(kept && { clipId: kept.id }),
      ...(place && { messageUrl: messageUrl(place) }),
    });
    if (toMs !== undefined) await noteDone(job, toMs);
  }

  async function noteDone({ order }: Job, toMs: number): Promise<void> {
    if (order.clipId !== undefined) return;
    await marks.noteClip(order.requesterId, toMs).catch((err) => {
      log.error({ err, orderId: order.id }, 'the next clip will not know where this one ended');
    });
  }

  /** The person learns what went wrong, and the answer no longer says "thinking". */
  async function fail(job: Job, error: unknown): Promise<void> {
    const { id, to, requesterId } = job.order;
    const known = error instanceof UserError;
    log[known ? 'warn' : 'error']({ err: error, orderId: id, userId: requesterId }, 'clip failed');
    const words = known
      ? error.message
      : `Your clip could not be made. Try again; in the log it is ${id}.`;
    await answerFor(job, to === 'here' ? `<@${requesterId}>, this clip could not be made.` : words);
    await notify(requesterId, `**Your clip** · ${words}`);
    await board.end(job.order, { state: 'failed', words, error: words });
  }

  async function make(job: Job): Promise<Clip> {
    const { id, clipId, begun = 0 } = job.order;
    if (begun > MOST_BEGUN) throw new UserError('Hindsight broke off several times over it.');
    const clip = await clips.get(clipId ?? id);
    if (clipId !== undefined && !clip) throw new UserError(GONE, { status: 404 });
    return clip ?? (await clipMaker.make(job.order, watchOf(job)));
  }

  async function sayCancelled(job: Job): Promise<void> {
    const { to, requesterId } = job.order;
    await answerFor(job, to === 'here' ? `<@${requesterId}> cancelled this clip.` : 'Cancelled.');
    await board.end(job.order, { state: 'cancelled', words: 'Cancelled.' });
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
      if (job.cancel.signal.aborted) await sayCancelled(job);
      else {
        await throwIfOver(job, error);
        await fail(job, error);
      }
      if (clipId === undefined) await clips.remove(id);
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
        await work(job);
        // Its outcome is known, also when we are closing by now: once more would be twice.
        await orders.done(order);
      } catch (err) {
        const level = closing.aborted ? 'info' : 'error';
        log[level]({ err, orderId: order.id }, 'an order has to be gone on with after a restart');
      } finally {
        jobs.delete(order.id);
        answer?.end();
        await clipMaker.letGo(order).catch((err) => {
          log.error({ err, orderId: order.id }, 'what a clip was cut of stays behind');
        });
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
      job.cancel.abort(new UserError('It was cancelled.'));
      return 'yes';
    },
  };
}
