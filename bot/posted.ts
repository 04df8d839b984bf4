import { type APIMessage, type Client, Routes, SnowflakeUtil } from 'discord.js';
import type { ClipOrder } from '../server/clips/order.ts';
import type { Log } from '../server/log.ts';
import type { Answer } from './answer.ts';
import { orderMark } from './message.ts';

/** Discord's clock and ours may differ by so much, ms. */
const CLOCKS_MS = 30_000;
const PAGES = 5;
const PAGE = 100;

/**
 * Whether a process that died had posted the clip of an order: a look at what its messages would be, where they
 * would be. Discord does not tell nonces of old messages, so the file's name says whose it is.
 */
export async function wasPosted(
  client: Client,
  order: ClipOrder,
  answer: Answer,
  log: Log,
): Promise<boolean> {
  const isIts = ({ attachments, content }: APIMessage) =>
    attachments.some(({ filename }) => filename.includes(orderMark(order))) ||
    content.includes(order.id);

  async function inChannel({ channelId, sinceMs }: { channelId: string; sinceMs: number }) {
    let after = SnowflakeUtil.generate({ timestamp: sinceMs - CLOCKS_MS }).toString();
    for (let page = 0; page < PAGES; page++) {
      const query = new URLSearchParams({ after, limit: String(PAGE) });
      const route = Routes.channelMessages(channelId);
      const found = (await client.rest.get(route, { query })) as APIMessage[];
      if (found.some((one) => one.author.id === client.user?.id && isIts(one))) return true;
      if (found.length < PAGE) return false;
      // Newest first.
      after = found[0]?.id ?? after;
    }
    return false;
  }

  const looks = [async () => isIts(await answer.read())];
  for (const tried of order.tried ?? []) looks.push(() => inChannel(tried));
  for (const look of looks) {
    try {
      if (await look()) return true;
    } catch (err) {
      // Then the nonce has to do.
      log.info({ err, orderId: order.id }, 'it could not be looked whether a clip was posted');
    }
  }
  return false;
}
