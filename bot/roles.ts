import type { Client } from 'discord.js';
import type { AskRoles } from '../server/servers/rules.ts';
import { memberOf } from './members.ts';

/** Asks Discord, now, for a person's roles on a server. */
export function createAskRoles(client: Client): AskRoles {
  return async (userId, guildId) => {
    const guild = client.guilds.cache.get(guildId);
    const member = guild && (await memberOf(guild, userId));
    return member ? [...member.roles.cache.keys()] : null;
  };
}
