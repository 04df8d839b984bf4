import { readFile } from 'node:fs/promises';
import { type Client, DiscordAPIError, HTTPError } from 'discord.js';
import { signPath } from '../server/auth/signed-path.ts';
import type { Clip } from '../server/clips/library.ts';
import type { ClipOrder } from '../server/clips/order.ts';
import { UserError } from '../server/errors.ts';
import type { Services } from '../server/services.ts';
import { editAnswer } from './answer.ts';
import { clipFileName, clipWords } from './message.ts';
import type { Notify } from './notify.ts';
import type { Orders } from './orders.ts';
import { isTooLarge } from './upload-limit.ts';
import { type Way, waysFor } from './ways.ts';

/** An order that was begun so often breaks its process: no more. */
const MOST_BEGUN = 3;
/** How often a file is made smaller when Discord refuses it for its size. */
const SHRINKS = 3;
const LIBRARY_LINK_MS = 7 * 24 * 3600_000;

const IT_IS = { dm: 'It is in your direct messages.', channel: 'It is in a message of its own.' };

/** Makes a clip and brings it where it was asked for. Never rejects: every order ends in exactly one outcome. */
export type Deliver = (order: ClipOrder) => Promise<void>;

/**
 * @param closing aborted when the process begins to end: what fails from then on, because its parts go away too, is
 *   told to nobody and left to the next process
 */
export function createDelivery(
  client: Client,
  services: Services,
  orders: Orders,
  notify: Notify,
  closing: AbortSignal,
): Deliver {
  const { clipMaker, clips, log, secret, publicUrl } = services;

  async function putFitted(way: Way, order: ClipOrder, clip: Clip): Promise<void> {
    let maxBytes = await way.limitBytes();
    for (let shrinks = 0; ; shrinks++) {
      try {
        return await clipMaker.fitted(clip, maxBytes, async (fitted) => {
          const words = clipWords(order, clip, { ...fitted, limitBytes: maxBytes });
          maxBytes = Math.floor(fitted.bytes * 0.7);
          const file = { name: clipFileName(clip), data: await readFile(fitted.file) };
          await untilAnswered(() => way.put(words, file));
        });
      } catch (error) {
        if (!isTooLarge(error) || shrinks === SHRINKS) throw error;
        log.warn({ orderId: order.id, way: way.name, maxBytes }, 'too large; shrinking');
      }
    }
  }

  /** @returns the way that took the clip; null when none did */
  async function post(order: ClipOrder, clip: Clip): Promise<Way | null> {
    for (const way of waysFor(client, order)) {
      try {
        await putFitted(way, order, clip);
        return way;
      } catch (err) {
        // The process ends; the next one posts it.
        closing.throwIfAborted();
        log.warn({ err, orderId: order.id, way: way.name }, 'a clip could not be posted this way');
      }
    }
    return null;
  }

  async function answer(order: ClipOrder, words: string): Promise<boolean> {
    try {
      await editAnswer(client, order, words);
      return true;
    } catch (err) {
      log.warn({ err, orderId: order.id }, 'the answer could not be edited');
      return false;
    }
  }

  function libraryLink(clip: Clip): string {
    const path = signPath(secret, `/api/clips/${clip.id}/file`, Date.now() + LIBRARY_LINK_MS);
    return `It is in your library: [watch it](${publicUrl}${path}) (this link works for a week).`;
  }

  /** Posts a clip or keeps it, and says where it is. Whatever happens here, the clip exists. */
  async function bring(order: ClipOrder, clip: Clip): Promise<void> {
    const words = `${clipWords(order, clip)}\n${libraryLink(clip)}`;
    if (order.to === 'library') {
      if (!(await answer(order, words))) await notify(order.requesterId, words);
      return;
    }
    const way = await post(order, clip);
    if (!way) {
      await notify(order.requesterId, `Your clip could not be posted.\n${words}`);
      await answer(order, `<@${order.requesterId}>, this clip could not be posted here.`);
      return;
    }
    // It may be void; where it is not, it must not say "thinking" for ever.
    if (way.name !== 'answer') await answer(order, IT_IS[way.name]);
    // What is kept of a share is what its owner asked to keep.
    await clips.remove(clip.id);
  }

  /** The person learns what went wrong, and the answer no longer says "thinking". */
  async function fail(order: ClipOrder, error: unknown): Promise<void> {
    const known = error instanceof UserError;
    const about = { err: error, orderId: order.id, userId: order.requesterId };
    log[known ? 'warn' : 'error'](about, 'clip failed');
    const words = known
      ? error.message
      : `Your clip could not be made. Try again; in the log it is ${order.id}.`;
    const forAll = `<@${order.requesterId}>, this clip could not be made.`;
    await answer(order, order.to === 'here' ? forAll : words);
    await notify(order.requesterId, `**Your clip** · ${words}`);
  }

  async function make(order: ClipOrder): Promise<Clip | null> {
    try {
      const begun = (order.begun ?? 0) + 1;
      await orders.write({ ...order, begun });
      if (begun > MOST_BEGUN) throw new UserError('Hindsight broke off several times over it.');
      return (await clips.get(order.id)) ?? (await clipMaker.make(order));
    } catch (error) {
      closing.throwIfAborted();
      await fail(order, error);
      return null;
    }
  }

  return async (order) => {
    try {
      const clip = await make(order);
      if (clip) await bring(order, clip);
      // Its outcome is known, also when we are closing by now: once more would be twice.
      await orders.done(order);
    } catch (err) {
      const level = closing.aborted ? 'info' : 'error';
      log[level]({ err, orderId: order.id }, 'an order has to be gone on with after a restart');
    }
  };
}

/** What Discord did not answer to, it may have shown: sent again, it is there once; on another way, twice. */
async function untilAnswered(put: () => Promise<void>): Promise<void> {
  try {
    await put();
  } catch (error) {
    if (error instanceof DiscordAPIError || error instanceof HTTPError) throw error;
    await put();
  }
}
