import { setTimeout as sleep } from 'node:timers/promises';
import type { WebSocketManager } from '@discordjs/ws';
import { Client, Events, GatewayIntentBits, RESTEvents } from 'discord.js';
import { commands } from '../commands/index.ts';
import type { AskAccess } from '../server/auth/access.ts';
import type { AskMember } from '../server/auth/members.ts';
import type { AskPostPlaces } from '../server/auth/post-places.ts';
import { holdsGuild, type Shards } from '../server/calls/own-shards.ts';
import { createOrderLeases } from '../server/clips/order-leases.ts';
import { createOrderOwners } from '../server/clips/order-owners.ts';
import { createOrders } from '../server/clips/orders.ts';
import type { Withdraw } from '../server/clips/withdraw.ts';
import type { Names } from '../server/names.ts';
import type { AskRoles } from '../server/servers/rules.ts';
import type { Services } from '../server/services.ts';
import { createAskAccess, createAskMember } from './access.ts';
import { createButtonUpkeep } from './button-upkeep.ts';
import { createDelivery } from './deliver.ts';
import { createDispatch } from './dispatch.ts';
import { surviveFormsReadOn } from './form-read-on.ts';
import { watchGateway } from './gateway.ts';
import { createInvalidRequests } from './invalid-requests.ts';
import { createLeftAnswers } from './left-answers.ts';
import { logIn } from './log-in.ts';
import { menus } from './menus/index.ts';
import { createNames } from './names.ts';
import { createNotify, type Notify } from './notify.ts';
import { createOnce } from './once.ts';
import { createOwnOrders } from './own-orders.ts';
import { createAskPostPlaces } from './places.ts';
import { showPresence } from './presence.ts';
import { registerCommands } from './register.ts';
import { restOptions } from './rest.ts';
import { createAskRoles } from './roles.ts';
import { countShards, type DiscordAccess } from './shards/count.ts';
import { createShardProcesses } from './shards/processes.ts';
import { createThrottler } from './shards/throttler.ts';
import { createTakeOrder } from './take-order.ts';
import { watchServers } from './watch-servers.ts';
import { whenItAnswers } from './when-it-answers.ts';
import { createWithdraw } from './withdraw.ts';

/** How often it is looked for answers that a process left which has died, ms. */
const LEFT_ANSWERS_MS = 60_000;
/** For clips under way when the process ends, of the time that END_WITHIN_MS gives to all. */
const LAST_WORK_MS = 12_000;
/** For renders to end that were told so, and for answers on their way: to leave nothing behind. */
const RENDERS_END_MS = 2000;

export interface Bot {
  /** The application's name on Discord. */
  name: string;
  applicationId: string;
  /** Its connections: what happens on the other servers another process hears. */
  shards: Shards;
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
  /**
   * Waits a while for the clips under way; the rest is left to another process. Commands that no other process takes
   * are still answered; the clips that they ask for are left, too.
   */
  finish(): Promise<void>;
  /** Logs out. */
  leave(): Promise<void>;
  /** Both. */
  close(): Promise<void>;
}

/**
 * Logs in, registers the commands and answers them.
 * @throws UserError when the token is refused
 */
export async function startBot(services: Services, discord: DiscordAccess): Promise<Bot> {
  const { log, metrics, shares, store } = services;
  const shardCount = await countShards(discord);
  const ids = discord.shardIds ?? [...Array(shardCount).keys()];
  const ownShards: Shards = { ids, count: shardCount };
  const holds = (guildId: string) => holdsGuild(ownShards, guildId);
  const invalid = createInvalidRequests(log);
  const client = new Client({
    // The server list, for names and upload limits. None of the privileged ones.
    intents: [GatewayIntentBits.Guilds],
    allowedMentions: { parse: [] },
    // Said in so many words, or discord.js reads SHARDS by itself, and otherwise.
    ...{ shardCount, shards: ids },
    ws: {
      ...(shardCount > 1 && {
        buildStrategy: (manager: WebSocketManager) =>
          createShardProcesses(manager, { log, onDeath: () => metrics.countGateway('died') }),
      }),
      ...(discord.shardIds && { buildIdentifyThrottler: createThrottler(store) }),
    },
    rest: restOptions(invalid, discord.apiUrl),
  });
  invalid.watch(client.rest);
  metrics.watchDiscord(invalid.state);
  client.rest.on(RESTEvents.RateLimited, ({ scope }) => metrics.countRateLimit(scope));
  const closing = new AbortController();
  const over = new AbortController();
  const notify = createNotify(client, services);
  const owners = createOrderOwners(store);
  const owner = await owners.add();
  const leases = createOrderLeases({ store, owner, log });
  const orders = leases.owning(createOrders(store, services.orders.held.release));
  const end = { closing: closing.signal, over: over.signal };
  const delivery = createDelivery(client, services, orders, notify, end);
  const { cancel } = delivery;
  const ownOrders = createOwnOrders({
    ...{ orders, leases, owners, holds, log },
    deliver: delivery.deliver,
    closing: closing.signal,
  });
  const { deliver } = ownOrders;
  const underWay = new Set<Promise<void>>();
  const track = (work: Promise<void>) => {
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
  };

  const allDone = () => Promise.allSettled([...underWay]);

  const answers = createLeftAnswers(client, { store, owner, log });
  const { limits } = services.orders;
  const takeOrder = createTakeOrder({ orders, limits, deliver, answers });
  const upkeep = createButtonUpkeep(client, services, closing.signal);
  const dispatch = createDispatch({
    ...{ services, answers, takeOrder, cancel: services.orders.cancel, notify },
    isOurs: createOnce({ store, closing: closing.signal, log }),
    lookAtButtons: upkeep.look,
  });
  client.on(Events.InteractionCreate, (interaction) => track(dispatch(interaction)));
  const expectDeath = surviveFormsReadOn(log);
  client.on(Events.Error, (err) => log.error({ err }, 'discord'));
  client.on(Events.Warn, (message) => log.warn({ message }, 'discord'));
  const gateway = watchGateway(client, closing.signal, log, metrics);

  const finish = async () => {
    services.orders.serve(null);
    closing.abort();
    await Promise.race([allDone(), sleep(LAST_WORK_MS)]);
    over.abort(new Error('the process ends'));
    await Promise.race([allDone(), sleep(RENDERS_END_MS)]);
  };
  const leave = async () => {
    await Promise.race([allDone(), sleep(RENDERS_END_MS)]);
    await Promise.all([leases.close(), owners.remove(owner)]).catch((err) => {
      log.warn({ err }, 'orders are free only after a while');
    });
    await client.destroy();
    expectDeath();
  };

  try {
    const ready = await logIn(client, discord.token, gateway, { shards: shardCount, log });
    await ownOrders.start(track);
    track(answers.tellAll());
    const telling = setInterval(() => track(answers.tellAll()), LEFT_ANSWERS_MS).unref();
    closing.signal.addEventListener('abort', () => clearInterval(telling));
    upkeep.start(track);
    services.orders.serve({ holds, deliver: (order) => track(deliver(order)), cancel });
    watchServers(ready, services.removedServers, holds, log);
    showPresence({ ...{ client: ready, log }, count: shares.countActive, closing: closing.signal });
    await whenItAnswers(() => registerCommands(ready, [...commands, ...menus], log), log);
    return {
      name: ready.user.tag,
      applicationId: ready.application.id,
      shards: ownShards,
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
        invalid.check();
        gateway.check();
      },
      ...{ finish, leave },
      async close() {
        await finish();
        await leave();
      },
    };
  } catch (error) {
    closing.abort();
    over.abort(new Error('the process ends'));
    await leave();
    throw error;
  }
}
