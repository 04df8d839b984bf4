import { setTimeout as sleep } from 'node:timers/promises';
import { type APIMessage, type Client, Routes } from 'discord.js';
import { answerLanguage, type ClipOrder } from '../server/clips/order.ts';
import type { Log } from '../server/log.ts';
import { withUrgency } from '../server/urgency.ts';
import { wordsIn } from '../server/words/words.ts';
import { cancelButton, hasCancelButton } from './cancel.ts';
import { AnswerOver, is } from './discord-errors.ts';
import { createProgress } from './progress.ts';
import { messageBody, sendWhole, type Upload } from './upload.ts';

/** An interaction's token is void after 15 minutes; a little less, for the upload. */
const TOKEN_LIFE_MS = 14 * 60_000;
/** When it is looked whether an edit that was cut off came in after the result, ms after it. */
const LOOKS_MS = [2000, 8000];
/** When words that Discord did not take, being in trouble itself, are put once more, each after the one before, ms. */
const AGAIN_MS = [1000, 3000, 10_000, 30_000, 60_000];

/** So long before its end, ms. */
const LAST_WORDS_MS = 5000;

/** One that an interaction waits for. */
export type AnsweredOrder = ClipOrder & Required<Pick<ClipOrder, 'answer'>>;

export function isAnswered(order: ClipOrder): order is AnsweredOrder {
  return order.answer !== undefined;
}

/** The deferred answer of an order, also after a restart: only its token is needed. */
export type Answer = ReturnType<typeof createAnswer>;

export function createAnswer(client: Client, order: AnsweredOrder, log: Log) {
  const { applicationId, token, sinceMs } = order.answer;
  const route = Routes.webhookMessage(applicationId, token, '@original');
  /** As it stands for good. */
  let result: Pick<APIMessage, 'content' | 'components'> | undefined;
  let doubtful = false;
  /** What should stand there for good, and could not be put yet. */
  let owed: typeof result;

  const leftMs = () => sinceMs + TOKEN_LIFE_MS - Date.now();
  /** @throws AnswerOver */
  function needsTime(): void {
    if (leftMs() < 0) throw new AnswerOver('the answer is too old');
  }

  async function edit(message: Record<string, unknown>, file?: Upload, signal?: AbortSignal) {
    needsTime();
    const whole = { ...message, allowed_mentions: { parse: [] } };
    return (await client.rest.patch(route, {
      ...{ ...(await messageBody(whole, file)), auth: false },
      ...(signal && { signal }),
    })) as APIMessage;
  }

  async function read(): Promise<APIMessage> {
    return (await client.rest.get(route, { auth: false })) as APIMessage;
  }

  const progress = createProgress(async (content, signal) => {
    try {
      const message = { content, components: [cancelButton(order)] };
      await withUrgency('nice', () => edit(message, undefined, signal));
    } catch (err) {
      log.debug({ err, orderId: order.id }, 'progress could not be shown');
      throw err;
    }
  });

  // Its last words, while it can still be edited: they will stand there.
  const sayLater = () => {
    doubtful = progress.pause() || doubtful;
    const { steps } = wordsIn(answerLanguage(order));
    // Where the bot is not, only a direct message is left.
    const to = order.answerOnly && order.to === 'here' ? 'dm' : order.to;
    const content = order.replaces ? steps.laterInPlace : steps.later[to];
    edit({ content, components: [] }).catch((err) => {
      log.debug({ err, orderId: order.id }, 'an answer could not be told to be late');
    });
  };
  const untilLateMs = leftMs() - LAST_WORDS_MS;
  const late = untilLateMs > 0 ? setTimeout(sayLater, untilLateMs).unref() : undefined;

  async function putOwed(words: NonNullable<typeof owed>): Promise<void> {
    try {
      await edit({ ...words });
      result = words;
      owed = undefined;
    } catch (err) {
      if (!is(err, 'busy', 'unanswered')) throw err;
      log.debug({ err, orderId: order.id }, 'the answer has to wait for Discord');
    }
  }

  return {
    read,
    needsTime,
    /** Largest attachment, bytes. */
    limitBytes: order.answer.limitBytes,
    /** What is going on; until the answer is put, and not more often than Discord likes. */
    say: progress.say,

    /** The answer, for good. @throws Error when its time is over, or what Discord says */
    async put(
      content: string,
      file?: Upload,
      components: NonNullable<APIMessage['components']> = [],
    ): Promise<APIMessage> {
      clearTimeout(late);
      doubtful = progress.pause() || doubtful;
      try {
        const send = () => edit({ content, components }, file);
        const takeAway = () => edit({ attachments: [] });
        const message = await sendWhole(file, { send, replace: send, takeAway });
        result = { content, components };
        owed = undefined;
        return message;
      } catch (error) {
        progress.resume();
        // With a file it goes another way.
        if (!file && is(error, 'busy', 'unanswered')) owed = { content, components };
        throw error;
      }
    },

    /** No progress from here on, also where nothing was put. */
    end(): void {
      clearTimeout(late);
      progress.pause();
    },

    /**
     * Words that Discord did not take are put once it does. An edit that was cut off for the answer's sake may have come
     * in after it: then it is put right.
     */
    async settle(closing: AbortSignal): Promise<void> {
      for (const ms of AGAIN_MS) {
        if (!owed) break;
        await sleep(ms, null, { signal: closing });
        await putOwed(owed);
      }
      if (!doubtful || !result) return;
      for (const ms of LOOKS_MS) {
        await sleep(ms, null, { signal: closing });
        const { content, components } = await read();
        if (hasCancelButton(components) || content !== result.content) await edit({ ...result });
      }
    },
  };
}
