import { SnowflakeUtil } from 'discord.js';
import type { Clip } from '../server/clips/library.ts';
import { messageUrl } from '../server/clips/message-url.ts';
import { answerLanguage, type ClipOrder, languagesOf } from '../server/clips/order.ts';
import type { OrderState } from '../server/clips/order-board.ts';
import { UserError } from '../server/errors.ts';
import type { Services } from '../server/services.ts';
import { type Say, type Words, wordsIn } from '../server/words/words.ts';
import type { Answer } from './answer.ts';
import { clipWords } from './message.ts';
import type { Notify } from './notify.ts';
import type { Found } from './posted.ts';
import { stepWords } from './steps.ts';

export type Step = Parameters<typeof stepWords>[0];

/** An order, and the interaction's answer that waits for it, if one does. */
export interface Told {
  order: ClipOrder;
  answer: Answer | null;
}

/** How it ended. */
type OrderOutcome = OrderState & { state: 'done' | 'failed' | 'cancelled' };

/** What somebody asked for themselves. */
const OUTCOME = { isOutcome: true };

/** Whether everybody in the channel sees the answer. */
const isPublic = ({ to, replaces }: ClipOrder) => to === 'here' && !replaces;

/** What people are told of their orders: in the answer, on their pages and, where it went wrong, by DM. */
export function createTell(services: Services, notify: Notify) {
  const { clips, clipLinks, metrics, log } = services;
  const { board } = services.orders;

  async function end(order: ClipOrder, outcome: OrderOutcome): Promise<void> {
    metrics.countOrder(outcome.state, Date.now() - SnowflakeUtil.timestampFrom(order.id));
    await board.end(order, outcome);
  }

  /** @returns false when it could not be said there */
  async function inAnswer({ order, answer }: Told, say: Say): Promise<boolean> {
    if (!answer) return false;
    try {
      await answer.put(say(wordsIn(answerLanguage(order))));
      return true;
    } catch (err) {
      log.warn({ err, orderId: order.id }, 'the answer could not be edited');
      return false;
    }
  }

  /** For its person alone. */
  async function inLibrary(order: ClipOrder, clip: Clip): Promise<string> {
    const words = personsWords(order);
    // The one that its owner is shown from now on, and can revoke: an earlier one may be revoked or over.
    const kept = await clips.change(clip.id, (one) => ({ link: clipLinks.renewed(one) }));
    const where = words.outcomes.inLibraryAt(clipLinks.page(kept ?? clip));
    return `${clipWords(order, clip, {}, words)}\n${where}`;
  }

  return {
    step({ order, answer }: Told, step: Step): void {
      const words = stepWords(step);
      answer?.say(words(wordsIn(answerLanguage(order))));
      board.show(order, { state: step.name, ...('part' in step && { part: step.part }), words });
    },

    async kept(told: Told, clip: Clip): Promise<void> {
      const { order } = told;
      const words = await inLibrary(order, clip);
      const isLost = !(await inAnswer(told, () => words)) && told.answer !== null;
      if (isLost) await notify(order.requesterId, words, OUTCOME);
      await end(order, {
        ...{ state: 'done', words: ({ outcomes }) => outcomes.inLibrary },
        ...{ clipId: clip.id, landed: 'library' },
      });
    },

    /** @param why a sentence, or nothing */
    async notPosted(told: Told, clip: Clip, why: Say): Promise<void> {
      const { order } = told;
      const because = (sentence: string, words: Words) =>
        [sentence, why(words)].filter(Boolean).join(' ');
      const words = personsWords(order);
      // Who only sees somebody else's clip has it in no library.
      const isTheirs = clip.ownerId === order.requesterId;
      const kept = isTheirs ? `\n${await inLibrary(order, clip)}` : '';
      const content = `${because(words.outcomes.notPosted, words)}${kept}`;
      await notify(order.requesterId, content, OUTCOME);
      const person = `<@${order.requesterId}>`;
      await inAnswer(told, ({ outcomes }) => outcomes.notPostedHere(person));
      const error: Say = (all) =>
        because(isTheirs ? all.outcomes.notPostedKept : all.outcomes.notPosted, all);
      await end(order, {
        ...{ state: 'failed', words: error, error },
        ...{ clipId: clip.id, ...(isTheirs && { landed: 'library' as const }) },
      });
    },

    /** @param clip where it is kept */
    async posted(told: Told, { way, place }: Found, clip: Clip | undefined): Promise<void> {
      const { order } = told;
      // It may be void; where it is not, it must not say "thinking" for ever.
      if (way !== 'answer') {
        await inAnswer(
          told,
          ({ outcomes }) =>
            ({ dm: outcomes.inDms, channel: outcomes.inChannel, place: outcomes.inPlace })[way],
        );
      }
      const landed = landedBy(way, order);
      await end(order, {
        ...{ state: 'done', words: landedWords(landed, order), landed },
        ...(clip && { clipId: clip.id }),
        ...(place && { messageUrl: messageUrl(place) }),
      });
    },

    /** The person learns what went wrong, and the answer no longer says "thinking". */
    async failed(told: Told, error: unknown): Promise<void> {
      const { id, requesterId } = told.order;
      const known = error instanceof UserError;
      log[known ? 'warn' : 'error'](
        { err: error, orderId: id, userId: requesterId },
        'clip failed',
      );
      const words: Say = known ? error.say : ({ outcomes }) => outcomes.broken(id);
      const person = `<@${requesterId}>`;
      const forAll: Say = ({ outcomes }) => outcomes.notMadeHere(person);
      await inAnswer(told, isPublic(told.order) ? forAll : words);
      const theirs = personsWords(told.order);
      await notify(requesterId, theirs.outcomes.failedDm(words(theirs)), OUTCOME);
      await end(told.order, { state: 'failed', words, error: words });
    },

    async cancelled(told: Told): Promise<void> {
      const { requesterId } = told.order;
      const words: Say = ({ outcomes }) => outcomes.cancelled;
      const person = `<@${requesterId}>`;
      const forAll: Say = ({ outcomes }) => outcomes.cancelledBy(person);
      await inAnswer(told, isPublic(told.order) ? forAll : words);
      await end(told.order, { state: 'cancelled', words });
    },
  };
}

/** Of a way that took it. A direct message and a private answer are not seen by others, a channel is. */
function landedBy(way: Found['way'], { to }: ClipOrder): 'channel' | 'dm' | 'answer' {
  if (to === 'dm') return way === 'answer' ? 'answer' : 'dm';
  return way === 'dm' ? 'dm' : 'channel';
}

function landedWords(landed: ReturnType<typeof landedBy>, { to }: ClipOrder): Say {
  return ({ outcomes }) => {
    if (landed === 'channel') return outcomes.posted;
    if (landed === 'answer') return outcomes.answerInstead;
    return to === 'dm' ? outcomes.inDms : `${outcomes.dmInstead} ${outcomes.inDms}`;
  };
}

const personsWords = (order: ClipOrder): Words => wordsIn(languagesOf(order).person);
