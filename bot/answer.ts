import { type Client, type RawFile, Routes } from 'discord.js';
import type { ClipOrder } from '../server/clips/order.ts';

/** An interaction's token is void after 15 minutes; a little less, for the upload. */
const TOKEN_LIFE_MS = 14 * 60_000;

/**
 * Writes the deferred answer of an order, also after a restart: only its token is needed.
 * @throws Error when its time is over, or what Discord says
 */
export async function editAnswer(
  client: Client,
  { answer }: ClipOrder,
  content: string,
  files: RawFile[] = [],
): Promise<void> {
  if (Date.now() - answer.sinceMs > TOKEN_LIFE_MS) throw new Error('the answer is too old');
  const route = Routes.webhookMessage(answer.applicationId, answer.token, '@original');
  // Only these stay on the message: written twice, it still has one file.
  const attachments = files.map(({ name }, id) => ({ id, filename: name }));
  const body = {
    content,
    allowed_mentions: { parse: [] },
    ...(files.length > 0 && { attachments }),
  };
  await client.rest.patch(route, { body, files, auth: false });
}
