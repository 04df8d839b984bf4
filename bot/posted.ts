import { type APIMessage, type Client, Routes, SnowflakeUtil } from 'discord.js';
import type { ClipOrder } from '../server/clips/order.ts';
import type { Log } from '../server/log.ts';
import type { Answer } from './answer.ts';
import { orderMark } from './message.ts';
import type { Posted } from './post.ts';
import { placeOfMessage, type Way } from './ways.ts';

/** Discord's clock and ours may differ by so much, ms. */
const CLOCKS_MS = 30_000;
const PAGES = 5;
const PAGE = 100;

export interface Found extends Posted {
  way: Way['name'];
}

/**
 * How a process that died had posted the clip of an order, if it had: a look at what its messages would be, where they
 * would be. Discord does not tell nonces of old messages, so the file's name says whose it is.
 */
export async function wasPosted(
  client: Client,
  order: ClipOrder,
  answer: Answer | null,
  log: Log,
): Promise<Found | null> {
  const mark = orderMark(order);
  const clipId = order.clipId ?? order.id;
  const asPosted = (way: Way['name'], message: APIMessage): Found | null => {
    const { attachments, content } = message;
    const isFile = attachments.some(({ filename }) => filename.includes(mark));
    if (!isFile && !content.includes(clipId)) return null;
    const as = isFile ? 'file' : 'link';
    return { way, as, place: placeOfMessage(order, way, message) };
  };

  async function inChannel({ channelId, sinceMs }: { channelId: string; sinceMs: number }) {
    const way = channelId === order.channelId ? 'channel' : 'dm';
    let after = SnowflakeUtil.generate({ timestamp: sinceMs - CLOCKS_MS }).toString();
    for (let page = 0; page < PAGES; page++) {
      const query = new URLSearchParams({ after, limit: String(PAGE) });
      const route = Routes.channelMessages(channelId);
      const found = (await client.rest.get(route, { query })) as APIMessage[];
      const ours = found.filter(({ author }) => author.id === client.user?.id);
      const posted = ours.map((one) => asPosted(way, one)).find((one) => one !== null);
      if (posted) return posted;
      if (found.length < PAGE) return null;
      // Newest first.
      after = found[0]?.id ?? after;
    }
    return null;
  }

  async function inPlace(replaces: ClipOrder['replaces']) {
    const { channelId, messageId } = replaces ?? { channelId: '', messageId: '' };
    const route = Routes.channelMessage(channelId, messageId);
    return asPosted('place', (await client.rest.get(route)) as APIMessage);
  }

  const looks: (() => Promise<Found | null>)[] = [
    ...(answer ? [async () => asPosted('answer', await answer.read())] : []),
    ...(order.replaces ? [() => inPlace(order.replaces)] : []),
    ...(order.tried ?? []).map((tried) => () => inChannel(tried)),
  ];
  for (const look of looks) {
    try {
      const found = await look();
      if (found) return found;
    } catch (err) {
      // Then the nonce has to do.
      log.info({ err, orderId: order.id }, 'it could not be looked whether a clip was posted');
    }
  }
  return null;
}
