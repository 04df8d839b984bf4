import type { Client, RawFile } from 'discord.js';
import type { ClipOrder } from '../server/clips/order.ts';
import { editAnswer } from './answer.ts';
import { uploadLimit } from './upload-limit.ts';

/** A place into which a clip can be posted. */
export interface Way {
  name: 'answer' | 'channel' | 'dm';
  /** What it carries, bytes. */
  limitBytes(): Promise<number>;
  put(content: string, file: RawFile): Promise<void>;
}

/** The ways to bring an order where it was asked for, best first. A clip for one person alone never goes into a channel. */
export function waysFor(client: Client, order: ClipOrder): Way[] {
  switch (order.to) {
    case 'here':
      return [answer(client, order), channel(client, order)];
    case 'dm':
      // Only they see this answer, so it is as good a place.
      return [dm(client, order), answer(client, order, NO_DM)];
    case 'library':
      return [];
  }
}

const NO_DM = 'I could not send you a direct message, so here it is.\n';

function answer(client: Client, order: ClipOrder, before = ''): Way {
  return {
    name: 'answer',
    limitBytes: async () => order.answer.limitBytes,
    put: (content, file) => editAnswer(client, order, before + content, [file]),
  };
}

/** For an answer that is void: its time was over, or somebody deleted it. */
function channel(client: Client, order: ClipOrder): Way {
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
    async put(content, file) {
      await (await find()).send(message(order, content, file));
    },
  };
}

function dm(client: Client, order: ClipOrder): Way {
  return {
    name: 'dm',
    limitBytes: async () => uploadLimit(),
    async put(content, file) {
      await client.users.send(order.requesterId, message(order, content, file));
    },
  };
}

/** The nonce keeps a message that is sent again from appearing twice, for some minutes. */
function message({ id: nonce }: ClipOrder, content: string, { name, data }: RawFile) {
  const files = [{ name, attachment: data as Buffer }];
  return { content, files, nonce, enforceNonce: true };
}
