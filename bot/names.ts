import type { Client } from 'discord.js';
import type { Names } from '../server/names.ts';

/** How many people are looked up at most so that they are known the next time. */
const MOST_ASKED = 10_000;

/** From what discord.js remembers: a list of clips must not cost a question for each of them. */
export function createNames(client: Client): Names {
  const asked = new Set<string>();

  /** People are remembered once they have used the bot; others are asked for once, for the next time. */
  function lookUp(userId: string): void {
    if (asked.has(userId) || asked.size >= MOST_ASKED) return;
    asked.add(userId);
    client.users.fetch(userId).catch(() => {});
  }

  return {
    person(userId, guildId = '') {
      const member = client.guilds.cache.get(guildId)?.members.cache.get(userId);
      const user = client.users.cache.get(userId);
      if (!member && !user) lookUp(userId);
      return member?.displayName ?? user?.displayName;
    },
    guild: (guildId) => client.guilds.cache.get(guildId)?.name,
    locale: (guildId) => client.guilds.cache.get(guildId)?.preferredLocale,
    channel(channelId) {
      const channel = client.channels.cache.get(channelId);
      if (!channel || channel.isDMBased()) return undefined;
      return { name: channel.name, guildId: channel.guildId };
    },
  };
}
