import { type Client, Routes } from 'discord.js';
import type { ClipOrder } from '../server/clips/order.ts';
import type { Answer } from './answer.ts';
import { messageBody, type Upload } from './upload.ts';
import { uploadLimit } from './upload-limit.ts';

/** A place into which a clip can be posted. */
export interface Way {
  name: 'answer' | 'channel' | 'dm';
  /** What it carries, bytes. */
  limitBytes(): Promise<number>;
  /** @param file none where the words have a link */
  put(content: string, file?: Upload): Promise<void>;
}

/** What the ways of an order work with. */
export interface WayParts {
  client: Client;
  order: ClipOrder;
  answer: Answer;
  /** Told before a message is made in a channel: after a crash it may be there. */
  onTry(channelId: string): Promise<void>;
}

/** The ways to bring an order where it was asked for, best first. A clip for one person alone never goes into a channel. */
export function waysFor(parts: WayParts): Way[] {
  switch (parts.order.to) {
    case 'here':
      return [answer(parts), channel(parts), dm(parts, NOT_THERE)];
    case 'dm':
      // Only they see this answer, so it is as good a place.
      return [dm(parts), answer(parts, NO_DM)];
    case 'library':
      return [];
  }
}

const NO_DM = 'I could not send you a direct message, so here it is.\n';
const NOT_THERE = 'I could not post it where you asked for it, so here it is.\n';

function answer({ order, answer }: WayParts, before = ''): Way {
  return {
    name: 'answer',
    async limitBytes() {
      answer.needsTime();
      return order.answer.limitBytes;
    },
    put: (content, file) => answer.put(before + content, file),
  };
}

/** For an answer that is void: its time was over, or somebody deleted it. */
function channel(parts: WayParts): Way {
  const { client, order } = parts;
  const find = async () => {
    const found = await client.channels.fetch(order.channelId);
    if (!found?.isSendable()) throw new Error(`channel ${order.channelId} takes no messages`);
    return found;
  };
  return {
    name: 'channel',
    async limitBytes() {
      const found = await find();
      return uploadLimit('guild' in found ? found.guild : null);
    },
    put: async (content, file) => send(parts, (await find()).id, content, file),
  };
}

function dm(parts: WayParts, before = ''): Way {
  return {
    name: 'dm',
    limitBytes: async () => uploadLimit(),
    async put(content, file) {
      const { id } = await parts.client.users.createDM(parts.order.requesterId);
      await send(parts, id, before + content, file);
    },
  };
}

async function send(
  { client, order, onTry }: WayParts,
  channelId: string,
  content: string,
  file?: Upload,
): Promise<void> {
  await onTry(channelId);
  // The nonce keeps a message that is sent again from appearing twice, for some minutes.
  const once = { nonce: order.id, enforce_nonce: true };
  const message = { content, ...once, allowed_mentions: { parse: [] } };
  await client.rest.post(Routes.channelMessages(channelId), await messageBody(message, file));
}
