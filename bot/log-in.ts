import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, DiscordjsError, DiscordjsErrorCodes, Events, Routes } from 'discord.js';
import { UserError } from '../server/errors.ts';
import type { Log } from '../server/log.ts';
import { is, isDiscords } from './discord-errors.ts';
import { type Gateway, TOKEN_REFUSED } from './gateway.ts';
import { whenItAnswers } from './when-it-answers.ts';

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
  { shards, log }: { shards: number; log: Log },
): Promise<Client<true>> {
  const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
  const patience = new AbortController();
  const timeoutMs = READY_TIMEOUT_MS + (shards - 1) * EACH_SHARD_MS;
  const late = sleep(timeoutMs, null, { signal: patience.signal }).catch(() => null);
  try {
    // A login that fails leaves a client that is of no use any more.
    const gatewayIsThere = () => client.rest.setToken(token).get(Routes.gatewayBot());
    const loggedIn = whenItAnswers(gatewayIsThere, log)
      .then(() => client.login(token))
      .then(() => ready);
    const found = await Promise.race([loggedIn, gateway.ended, late]);
    if (!found) throw new UserError('Discord did not answer in time. Is it reachable?');
    return found;
  } catch (error) {
    const isRefused =
      error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid;
    if (isRefused || is(error, 'signed out')) throw new UserError(TOKEN_REFUSED, { cause: error });
    if (!isDiscords(error)) throw error;
    throw new UserError(`Discord does not let the bot in: ${error.message}`, { cause: error });
  } finally {
    patience.abort();
  }
}
