import { type APIMessage, type Client, DiscordAPIError } from 'discord.js';
import type { Inbox } from '../server/inbox.ts';
import type { Log } from '../server/log.ts';

/** Refuses messages from the bot, shares no server with it, or DMs were opened too fast. */
const NO_DM = [50007, 50278, 40003];

/**
 * Tells a person something by DM; where that is refused, it waits in the inbox for their next command. Never rejects.
 * @param components below it; what waits comes without them
 */
export type Notify = (
  userId: string,
  words: string,
  components?: NonNullable<APIMessage['components']>,
) => Promise<void>;

export function createNotify(client: Client, inbox: Inbox, log: Log): Notify {
  return async (userId, words, components = []) => {
    try {
      await client.users.send(userId, { content: words, components });
    } catch (error) {
      const refused = error instanceof DiscordAPIError && NO_DM.includes(Number(error.code));
      if (refused) log.info({ userId }, 'DM refused; it waits for their next command');
      else log.error({ err: error, userId }, 'DM failed; it waits for their next command');
      await inbox.put(userId, words).catch((err) => {
        log.error({ err, userId, words }, 'a person could not be told');
      });
    }
  };
}
