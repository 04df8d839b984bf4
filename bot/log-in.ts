import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, DiscordjsError, DiscordjsErrorCodes, Events } from 'discord.js';
import { UserError } from '../server/errors.ts';
import { type Gateway, TOKEN_REFUSED } from './gateway.ts';

const READY_TIMEOUT_MS = 60_000;
/** Discord lets one shard in every five seconds, ms. */
const EACH_SHARD_MS = 6000;

/**
 * Connects and waits until the servers are known.
 * @throws UserError when Discord refuses the bot, or does not answer
 */
export async function logIn(
  client: Client,
  token: string,
  gateway: Gateway,
  shards: number,
): Promise<Client<true>> {
  const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
  const patience = new AbortController();
  const timeoutMs = READY_TIMEOUT_MS + (shards - 1) * EACH_SHARD_MS;
  const late = sleep(timeoutMs, null, { signal: patience.signal }).catch(() => null);
  try {
    const loggedIn = client.login(token).then(() => ready);
    const found = await Promise.race([loggedIn, gateway.ended, late]);
    if (!found) throw new UserError('Discord did not answer in time. Is it reachable?');
    return found;
  } catch (error) {
    if (error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid) {
      throw new UserError(TOKEN_REFUSED, { cause: error });
    }
    throw error;
  } finally {
    patience.abort();
  }
}
