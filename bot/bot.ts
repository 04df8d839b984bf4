import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Events, GatewayIntentBits } from 'discord.js';
import { commands } from '../commands/index.ts';
import type { Services } from '../server/services.ts';
import { createDelivery } from './deliver.ts';
import { createDispatch } from './dispatch.ts';
import { createNotify, type Notify } from './notify.ts';
import { registerCommands } from './register.ts';

/** Uploads take their time: discord.js gives up after 15 s otherwise, ms. */
const REST_TIMEOUT_MS = 5 * 60_000;
const LAST_WORK_MS = 30_000;

export interface Bot {
  /** The application's name on Discord. */
  name: string;
  notify: Notify;
  /** Rejects while the gateway is not connected. */
  check(): Promise<void>;
  /** Waits for the clips under way, half a minute at most, and logs out. */
  close(): Promise<void>;
}

/** Logs in, registers the commands and answers them. @throws when the token is refused */
export async function startBot(
  services: Services,
  discord: { token: string; apiUrl?: string | undefined },
): Promise<Bot> {
  const { log, inbox } = services;
  const client = new Client({
    // The server list, for names and upload limits. None of the privileged ones.
    intents: [GatewayIntentBits.Guilds],
    rest: { timeout: REST_TIMEOUT_MS, ...(discord.apiUrl ? { api: discord.apiUrl } : {}) },
  });
  const notify = createNotify(client, inbox, log);
  const { deliver, resume } = createDelivery(client, services, notify);
  const underWay = new Set<Promise<void>>();

  const bot: Bot = {
    name: '',
    notify,
    async check() {
      if (!client.isReady()) throw new Error('the gateway is not connected');
    },
    async close() {
      await Promise.race([Promise.allSettled([...underWay]), sleep(LAST_WORK_MS)]);
      await client.destroy();
    },
  };

  const track = (work: Promise<void>) => {
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
  };
  const dispatch = createDispatch(services, deliver, notify);
  client.on(Events.InteractionCreate, (interaction) => track(dispatch(interaction)));
  client.on(Events.Error, (err) => log.error({ err }, 'discord'));
  client.on(Events.Warn, (message) => log.warn({ message }, 'discord'));
  client.on(Events.ShardDisconnect, (event) => log.warn({ code: event.code }, 'gateway lost'));
  client.on(Events.ShardResume, () => log.info('gateway resumed'));

  const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(discord.token);
  const readyClient = await ready;
  bot.name = readyClient.user.tag;
  await registerCommands(readyClient, commands, log);
  track(resume().catch((err) => log.error({ err }, 'could not go on with earlier clips')));
  return bot;
}
