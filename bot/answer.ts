import { type Client, DiscordAPIError, type RawFile, Routes } from 'discord.js';
import type { ClipOrder } from '../server/clips/order.ts';

/** An interaction's token is void after 15 minutes; a little less, for the upload. */
const TOKEN_LIFE_MS = 14 * 60_000;
/** Unknown webhook, interaction or message; invalid webhook token. */
const VOID = [10015, 10062, 10008, 50027];

/** The answer of an interaction is gone: its time was over, or somebody deleted it. */
export class AnswerVoid extends Error {
  override name = 'AnswerVoid';
}

/**
 * Writes the deferred answer of an order, also after a restart: only its token is needed.
 * @returns the message's id
 * @throws AnswerVoid
 */
export async function editAnswer(
  client: Client,
  { answer }: ClipOrder,
  content: string,
  files: RawFile[] = [],
): Promise<string> {
  if (Date.now() - answer.sinceMs > TOKEN_LIFE_MS) throw new AnswerVoid('older than 14 minutes');
  try {
    const route = Routes.webhookMessage(answer.applicationId, answer.token, '@original');
    const body = { content, allowed_mentions: { parse: [] } };
    const message = await client.rest.patch(route, { body, files, auth: false });
    return (message as { id: string }).id;
  } catch (error) {
    if (error instanceof DiscordAPIError && VOID.includes(Number(error.code))) {
      throw new AnswerVoid(error.message, { cause: error });
    }
    throw error;
  }
}
