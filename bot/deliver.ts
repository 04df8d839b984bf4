import { readFile } from 'node:fs/promises';
import type { Client, RawFile } from 'discord.js';
import { signPath } from '../server/auth/signed-path.ts';
import type { Clip } from '../server/clips/library.ts';
import type { ClipOrder } from '../server/clips/order.ts';
import { UserError } from '../server/errors.ts';
import type { Services } from '../server/services.ts';
import { AnswerVoid, editAnswer } from './answer.ts';
import { clipFileName, clipWords } from './message.ts';
import { isDmRefused, type Notify } from './notify.ts';
import { isTooLarge, uploadLimit } from './upload-limit.ts';

/** An order that was begun so often breaks its process: no more. */
const MOST_BEGUN = 2;
/** How often a file is made smaller when Discord refuses it for its size. */
const SHRINKS = 3;
const LIBRARY_LINK_MS = 7 * 24 * 3600_000;

/** Makes a clip and brings it where it was asked for. Every order ends in exactly one outcome. */
export type Deliver = (order: ClipOrder) => Promise<void>;

export function createDelivery(client: Client, services: Services, notify: Notify) {
  const { clipMaker, clips, store, log, secret, publicUrl } = services;
  const orders = store.records<ClipOrder>('orders');

  /** Into the answer, or where that is void into the channel. */
  async function postHere(order: ClipOrder, content: string, files: RawFile[]) {
    const { id: nonce, channelId } = order;
    try {
      return { channelId, messageId: await editAnswer(client, order, content, files) };
    } catch (error) {
      if (!(error instanceof AnswerVoid)) throw error;
      log.info({ orderId: order.id, err: error }, 'the answer is void; posting into the channel');
    }
    const channel = await client.channels.fetch(channelId);
    if (!channel?.isSendable()) throw new UserError('I may not post into that channel any more.');
    const attachments = files.map(({ name, data }) => ({ name, attachment: data as Buffer }));
    const once = { nonce, enforceNonce: true, allowedMentions: { parse: [] } };
    const message = await channel.send({ content, files: attachments, ...once });
    return { channelId, messageId: message.id };
  }

  async function postToDm(order: ClipOrder, content: string, files: RawFile[]) {
    const attachments = files.map(({ name, data }) => ({ name, attachment: data as Buffer }));
    const once = { nonce: order.id, enforceNonce: true, allowedMentions: { parse: [] } };
    try {
      const message = await client.users.send(order.requesterId, {
        content,
        files: attachments,
        ...once,
      });
      await editAnswer(client, order, `It is in your direct messages: ${message.url}`);
      return { channelId: message.channelId, messageId: message.id };
    } catch (error) {
      if (!isDmRefused(error)) throw error;
      // Only they see this answer, so it is as good a place.
      const words = `You take no direct messages from me, so here it is.\n${content}`;
      return postHere(order, words, files);
    }
  }

  async function postFitted(order: ClipOrder, clip: Clip): Promise<Clip['post']> {
    const put = order.to === 'dm' ? postToDm : postHere;
    let limitBytes = order.to === 'dm' ? uploadLimit() : order.answer.limitBytes;
    for (let shrinks = 0; ; shrinks++) {
      try {
        return await clipMaker.fitted(clip, limitBytes, async (fitted) => {
          const words = clipWords(order, clip, { ...fitted, limitBytes });
          const file = { name: clipFileName(clip), data: await readFile(fitted.file) };
          limitBytes = fitted.bytes;
          return put(order, words, [file]);
        });
      } catch (error) {
        if (!isTooLarge(error) || shrinks === SHRINKS) throw error;
        limitBytes = Math.floor(limitBytes * 0.7);
        log.warn({ orderId: order.id, limitBytes }, 'too large for Discord; shrinking');
      }
    }
  }

  async function keep(order: ClipOrder, clip: Clip): Promise<void> {
    const path = signPath(secret, `/api/clips/${clip.id}/file`, Date.now() + LIBRARY_LINK_MS);
    const link = `[Watch it](${publicUrl}${path})`;
    const words = `${clipWords(order, clip)}\nKept in your library. ${link} (this link works for a week).`;
    await editAnswer(client, order, words);
  }

  /** The person learns what went wrong, and the answer no longer says "thinking". */
  async function fail(order: ClipOrder, error: unknown): Promise<void> {
    const known = error instanceof UserError;
    const level = known ? 'warn' : 'error';
    log[level]({ err: error, orderId: order.id, userId: order.requesterId }, 'clip failed');
    const words = known
      ? error.message
      : `Your clip could not be made. Try again; in the log it is ${order.id}.`;
    const inPublic = order.to === 'here';
    const answer = inPublic ? `<@${order.requesterId}>, this clip could not be made.` : words;
    await editAnswer(client, order, answer).catch((err) =>
      log.warn({ err, orderId: order.id }, 'the answer could not be edited'),
    );
    await notify(order.requesterId, `**Your clip** · ${words}`);
  }

  async function done(order: ClipOrder): Promise<void> {
    await orders.delete(order.id);
    await store.index.remove('orders', order.id);
  }

  async function deliver(order: ClipOrder): Promise<void> {
    const begun = (order.begun ?? 0) + 1;
    await orders.set(order.id, { ...order, begun });
    await store.index.add('orders', order.id, order.toMs);
    try {
      if (begun > MOST_BEGUN) throw new UserError('Hindsight broke off twice while making it.');
      const clip = (await clips.get(order.id)) ?? (await clipMaker.make(order));
      if (order.to === 'library') await keep(order, clip);
      else await clips.save({ ...clip, post: await postFitted(order, clip) });
    } catch (error) {
      await fail(order, error);
    }
    await done(order);
  }

  /** Goes on with what a process that died has left. */
  async function resume(): Promise<void> {
    const { members } = await store.index.page('orders', { limit: 1000 });
    for (const { member } of members) {
      const order = await orders.get(member);
      if (order) await deliver(order);
      else await store.index.remove('orders', member);
    }
  }

  return { deliver, resume };
}
