import { type Client, Events } from 'discord.js';
import type { Log } from '../server/log.ts';
import type { RemovedServers } from '../server/servers/removed.ts';

/**
 * Notes which servers the bot is removed from and comes back to. discord.js tells an outage by another event, and keeps
 * such a server in its cache.
 */
export function watchServers(client: Client<true>, removed: RemovedServers, log: Log): void {
  const note = (work: Promise<void>) =>
    void work.catch((err) => log.error({ err }, 'which servers the bot is on could not be noted'));
  note(removed.only([...client.guilds.cache.keys()]));
  client.on(Events.GuildDelete, ({ id }) => note(removed.removed(id)));
  client.on(Events.GuildCreate, ({ id }) => note(removed.there(id)));
}
