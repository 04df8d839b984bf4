import { setTimeout as sleep } from 'node:timers/promises';
import { type APIMessage, type Client, ComponentType, Routes } from 'discord.js';
import type { ClipOrder } from '../server/clips/order.ts';
import type { Log } from '../server/log.ts';
import { cancelButton } from './cancel.ts';
import { createProgress } from './progress.ts';
import { messageBody, type Upload } from './upload.ts';

/** An interaction's token is void after 15 minutes; a little less, for the upload. */
const TOKEN_LIFE_MS = 14 * 60_000;
/** When it is looked whether an edit that was cut off came in after the result, ms after it. */
const LOOKS_MS = [2000, 8000];

/** The deferred answer of an order, also after a restart: only its token is needed. */
export type Answer = ReturnType<typeof createAnswer>;

export function createAnswer(client: Client, order: ClipOrder, log: Log) {
  const { applicationId, token, sinceMs } = order.answer;
  const route = Routes.webhookMessage(applicationId, token, '@original');
  let words: string | undefined;
  let doubtful = false;

  async function edit(message: Record<string, unknown>, file?: Upload, signal?: AbortSignal) {
    if (Date.now() - sinceMs > TOKEN_LIFE_MS) throw new Error('the answer is too old');
    const whole = { ...message, allowed_mentions: { parse: [] } };
    await client.rest.patch(route, {
      ...{ ...(await messageBody(whole, file)), auth: false },
      ...(signal && { signal }),
    });
  }

  async function read(): Promise<APIMessage> {
    return (await client.rest.get(route, { auth: false })) as APIMessage;
  }

  const progress = createProgress(async (content, signal) => {
    try {
      await edit({ content, components: [cancelButton(order)] }, undefined, signal);
    } catch (err) {
      log.debug({ err, orderId: order.id }, 'progress could not be shown');
      throw err;
    }
  });

  return {
    read,
    /** What is going on; until the answer is put, and not more often than Discord likes. */
    say: progress.say,

    /** The answer, for good. @throws Error when its time is over, or what Discord says */
    async put(content: string, file?: Upload): Promise<void> {
      doubtful = progress.pause() || doubtful;
      try {
        await edit({ content, components: [] }, file);
        words = content;
      } catch (error) {
        progress.resume();
        throw error;
      }
    },

    /** No progress from here on, also where nothing was put. */
    end: progress.pause,

    /** An edit that was cut off for the answer's sake may have come in after it: then it is put right. */
    async settle(closing: AbortSignal): Promise<void> {
      if (!doubtful || words === undefined) return;
      for (const ms of LOOKS_MS) {
        await sleep(ms, null, { signal: closing });
        const { content, components } = await read();
        const isLate = components?.some(({ type }) => type === ComponentType.ActionRow);
        if (isLate || content !== words) await edit({ content: words, components: [] });
      }
    },
  };
}
