import { type APIMessage, type Client, Routes, SnowflakeUtil } from 'discord.js';
import type { ClipOrder } from '../server/clips/order.ts';
import type { Log } from '../server/log.ts';
import type { Answer } from './answer.ts';
import { orderMark } from './message.ts';
import type { Posted } from './post.ts';
import type { Way } from './ways.ts';

/** Discord's clock and ours may differ by so much, ms. */
const CLOCKS_MS = 30_000;
const PAGES = 5;
const PAGE = 100;

/**
 * How a process that died had posted the clip of an order, if it had: a look at what its messages would be, where they
 * would be. Discord does not tell nonces of old messages, so the file's name says whose it is.
 */
export async function wasPosted(
  client: Client,
  order: ClipOrder,
  answer: Answer,
  log: Log,
): Promise<{ way: Way['name']; as: Posted } | null> {
  const mark = orderMark(order);
  const postedAs = ({ attachments, content }: APIMessage): Posted | null => {
    if (attachments.some(({ filename }) => filename.includes(mark))) return 'file';
    return content.includes(order.id) ? 'link' : null;
  };

  async function inChannel({ channelId, sinceMs }: { channelId: string; sinceMs: number }) {
    let after = SnowflakeUtil.generate({ timestamp: sinceMs - CLOCKS_MS }).toString();
    for (let page = 0; page < PAGES; page++) {
      const query = new URLSearchParams({ after, limit: String(PAGE) });
      const route = Routes.channelMessages(channelId);
      const found = (await client.rest.get(route, { query })) as APIMessage[];
      const ours = found.filter(({ author }) => author.id === client.user?.id);
      const as = ours.map(postedAs).find((one) => one !== null);
      if (as) return as;
      if (found.length < PAGE) return null;
      // Newest first.
      after = found[0]?.id ?? after;
    }
    return null;
  }

  const looks: { way: Way['name']; look: () => Promise<Posted | null> }[] = [
    { way: 'answer', look: async () => postedAs(await answer.read()) },
  ];
  for (const tried of order.tried ?? []) {
    const way = tried.channelId === order.channelId ? 'channel' : 'dm';
    looks.push({ way, look: () => inChannel(tried) });
  }
  for (const { way, look } of looks) {
    try {
      const as = await look();
      if (as) return { way, as };
    } catch (err) {
      // Then the nonce has to do.
      log.info({ err, orderId: order.id }, 'it could not be looked whether a clip was posted');
    }
  }
  return null;
}
