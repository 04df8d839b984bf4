import type { Clip } from '../server/clips/library.ts';
import { messageUrl } from '../server/clips/message-url.ts';
import type { ClipOrder } from '../server/clips/order.ts';
import { UserError } from '../server/errors.ts';
import type { Services } from '../server/services.ts';
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

const IT_IS = {
  dm: 'It is in your direct messages.',
  channel: 'It is in a message of its own.',
  place: 'The longer clip is in the place of the shorter one.',
};

/** Whether everybody in the channel sees the answer. */
const isPublic = ({ to, replaces }: ClipOrder) => to === 'here' && !replaces;

/** What people are told of their orders: in the answer, on their pages and, where it went wrong, by DM. */
export function createTell(services: Services, notify: Notify) {
  const { clips, clipLinks, log } = services;
  const { board } = services.orders;

  /** @returns false when it could not be said there */
  async function inAnswer({ order, answer }: Told, words: string): Promise<boolean> {
    if (!answer) return false;
    try {
      await answer.put(words);
      return true;
    } catch (err) {
      log.warn({ err, orderId: order.id }, 'the answer could not be edited');
      return false;
    }
  }

  async function inLibrary(order: ClipOrder, clip: Clip): Promise<string> {
    // The one that its owner is shown from now on, and can revoke: an earlier one may be revoked or over.
    const kept = await clips.change(clip.id, (one) => ({ link: clipLinks.renewed(one) }));
    const where = `It is in your library: [watch it](${clipLinks.page(kept ?? clip)}).`;
    return `${clipWords(order, clip)}\n${where}`;
  }

  return {
    step({ order, answer }: Told, step: Step): void {
      const words = stepWords(step);
      answer?.say(words);
      board.show(order, { state: step.name, ...('part' in step && { part: step.part }), words });
    },

    async kept(told: Told, clip: Clip): Promise<void> {
      const { order } = told;
      const words = await inLibrary(order, clip);
      const isLost = !(await inAnswer(told, words)) && told.answer !== null;
      if (isLost) await notify(order.requesterId, words);
      await board.end(order, {
        ...{ state: 'done', words: 'It is in your library.' },
        ...{ clipId: clip.id, landed: 'library' },
      });
    },

    /** @param why a sentence, or nothing */
    async notPosted(told: Told, clip: Clip, why: string): Promise<void> {
      const { order } = told;
      const reason = why && ` ${why}`;
      // Who only sees somebody else's clip has it in no library.
      const isTheirs = clip.ownerId === order.requesterId;
      const kept = isTheirs ? `\n${await inLibrary(order, clip)}` : '';
      const words = `Your clip could not be posted.${reason}${kept}`;
      await notify(order.requesterId, words);
      await inAnswer(told, `<@${order.requesterId}>, this clip could not be posted here.`);
      const error = `It could not be posted${isTheirs ? ', so it is in your library' : ''}.${reason}`;
      await board.end(order, {
        ...{ state: 'failed', words: error, error },
        ...{ clipId: clip.id, ...(isTheirs && { landed: 'library' as const }) },
      });
    },

    /** @param clip where it is kept */
    async posted(told: Told, { way, place }: Found, clip: Clip | undefined): Promise<void> {
      const { order } = told;
      // It may be void; where it is not, it must not say "thinking" for ever.
      if (way !== 'answer') await inAnswer(told, IT_IS[way]);
      const landed = landedBy(way, order);
      await board.end(order, {
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
      const words = known
        ? error.message
        : `Your clip could not be made. Try again; in the log it is ${id}.`;
      await inAnswer(
        told,
        isPublic(told.order) ? `<@${requesterId}>, this clip could not be made.` : words,
      );
      await notify(requesterId, `**Your clip** · ${words}`);
      await board.end(told.order, { state: 'failed', words, error: words });
    },

    async cancelled(told: Told): Promise<void> {
      const { requesterId } = told.order;
      const words = isPublic(told.order) ? `<@${requesterId}> cancelled this clip.` : 'Cancelled.';
      await inAnswer(told, words);
      await board.end(told.order, { state: 'cancelled', words: 'Cancelled.' });
    },
  };
}

/** Of a way that took it. A direct message and a private answer are not seen by others, a channel is. */
function landedBy(way: Found['way'], { to }: ClipOrder): 'channel' | 'dm' | 'answer' {
  if (to === 'dm') return way === 'answer' ? 'answer' : 'dm';
  return way === 'dm' ? 'dm' : 'channel';
}

function landedWords(landed: ReturnType<typeof landedBy>, { to }: ClipOrder): string {
  if (landed === 'channel') return 'It is posted.';
  if (landed === 'answer') {
    return 'I could not send you a direct message. It is in the answer to your command.';
  }
  return to === 'dm' ? IT_IS.dm : `I could not post it where you asked for it. ${IT_IS.dm}`;
}
