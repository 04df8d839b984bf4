import { setTimeout as sleep } from 'node:timers/promises';
import { Client, DiscordjsError, DiscordjsErrorCodes, Events, GatewayIntentBits } from 'discord.js';
import { commands } from '../commands/index.ts';
import type { AskAccess } from '../server/auth/access.ts';
import type { AskMember } from '../server/auth/members.ts';
import type { AskPostPlaces } from '../server/auth/post-places.ts';
import { createOrders } from '../server/clips/orders.ts';
import type { Withdraw } from '../server/clips/withdraw.ts';
import { UserError } from '../server/errors.ts';
import type { Names } from '../server/names.ts';
import type { AskRoles } from '../server/servers/rules.ts';
import type { Services } from '../server/services.ts';
import { createAskAccess, createAskMember } from './access.ts';
import { createButtonUpkeep } from './button-upkeep.ts';
import { createDelivery } from './deliver.ts';
import { createDispatch } from './dispatch.ts';
import { menus } from './menus/index.ts';
import { createNames } from './names.ts';
import { createNotify, type Notify } from './notify.ts';
import { createAskPostPlaces } from './places.ts';
import { registerCommands } from './register.ts';
import { createAskRoles } from './roles.ts';
import { createTakeOrder } from './take-order.ts';
import { watchServers } from './watch-servers.ts';
import { createWithdraw } from './withdraw.ts';

/** Uploads take their time: discord.js gives up after 15 s otherwise, ms. */
const REST_TIMEOUT_MS = 5 * 60_000;
const READY_TIMEOUT_MS = 60_000;
/** For clips under way when the process ends. Docker kills 10 s after it asks, 30 s as our compose file has it. */
const LAST_WORK_MS = 15_000;
/** For renders to end that were told so, and to leave nothing behind. */
const RENDERS_END_MS = 2000;

export interface Bot {
  /** The application's name on Discord. */
  name: string;
  applicationId: string;
  notify: Notify;
  access: AskAccess;
  isMember: AskMember;
  rolesOf: AskRoles;
  /** Of a thread, the channel that it belongs to. */
  parentOf(channelId: string): string | undefined;
  withdraw: Withdraw;
  names: Names;
  postPlaces: AskPostPlaces;
  /** Rejects while the gateway is not connected. */
  check(): Promise<void>;
  /** Waits a while for the clips under way and logs out; the rest is gone on with at the next start. */
  close(): Promise<void>;
}

/**
 * Logs in, registers the commands and answers them.
 * @throws UserError when the token is refused
 */
export async function startBot(
  services: Services,
  discord: { token: string; apiUrl?: string | undefined },
): Promise<Bot> {
  const { log, store } = services;
  const client = new Client({
    // The server list, for names and upload limits. None of the privileged ones.
    intents: [GatewayIntentBits.Guilds],
    allowedMentions: { parse: [] },
    rest: { timeout: REST_TIMEOUT_MS, ...(discord.apiUrl ? { api: discord.apiUrl } : {}) },
  });
  const closing = new AbortController();
  const over = new AbortController();
  const notify = createNotify(client, services);
  const orders = createOrders(store);
  const end = { closing: closing.signal, over: over.signal };
  const { deliver, cancel } = createDelivery(client, services, orders, notify, end);
  const underWay = new Set<Promise<void>>();
  const track = (work: Promise<void>) => {
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
  };

  const allDone = () => Promise.allSettled([...underWay]);

  // Before new ones can come in, so that none is taken for a leftover.
  const leftovers = await orders.left();
  const takeOrder = createTakeOrder({ orders, deliver });
  const upkeep = createButtonUpkeep(client, services, closing.signal);
  const dispatch = createDispatch({
    ...{ services, takeOrder, cancel, notify },
    lookAtButtons: upkeep.look,
  });
  client.on(Events.InteractionCreate, (interaction) => track(dispatch(interaction)));
  client.on(Events.Error, (err) => log.error({ err }, 'discord'));
  client.on(Events.Warn, (message) => log.warn({ message }, 'discord'));
  client.on(Events.ShardDisconnect, (event) => log.warn({ code: event.code }, 'gateway lost'));
  client.on(Events.ShardResume, () => log.info('gateway resumed'));

  try {
    const ready = await logIn(client, discord.token);
    // At once: the buttons below what they say work again.
    for (const order of leftovers) track(deliver(order));
    upkeep.start(track);
    services.orders.serve({ deliver: (order) => track(deliver(order)), cancel });
    watchServers(ready, services.removedServers, log);
    await registerCommands(ready, [...commands, ...menus], log);
    return {
      name: ready.user.tag,
      applicationId: ready.application.id,
      notify,
      access: createAskAccess(ready),
      isMember: createAskMember(ready),
      rolesOf: createAskRoles(ready),
      parentOf(channelId) {
        const channel = ready.channels.cache.get(channelId);
        return channel?.isThread() ? (channel.parentId ?? undefined) : undefined;
      },
      withdraw: createWithdraw(ready, services),
      names: createNames(ready),
      postPlaces: createAskPostPlaces(ready, log),
      async check() {
        if (!client.isReady()) throw new Error('the gateway is not connected');
      },
      async close() {
        services.orders.serve(null);
        closing.abort();
        await Promise.race([allDone(), sleep(LAST_WORK_MS)]);
        over.abort(new Error('the process ends'));
        await Promise.race([allDone(), sleep(RENDERS_END_MS)]);
        await client.destroy();
      },
    };
  } catch (error) {
    closing.abort();
    over.abort(new Error('the process ends'));
    await client.destroy();
    throw error;
  }
}

async function logIn(client: Client, token: string): Promise<Client<true>> {
  const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
  const patience = new AbortController();
  const late = sleep(READY_TIMEOUT_MS, null, { signal: patience.signal }).catch(() => null);
  try {
    const found = await Promise.race([client.login(token).then(() => ready), late]);
    if (!found) throw new UserError('Discord did not answer within a minute. Is it reachable?');
    return found;
  } catch (error) {
    if (error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid) {
      throw new UserError(
        'Discord refuses DISCORD_TOKEN. Copy it again from the page Bot of your application, or leave it empty to use the sandbox.',
        { cause: error },
      );
    }
    throw error;
  } finally {
    patience.abort();
  }
}
