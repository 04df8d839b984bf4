import { EventEmitter } from 'node:events';
import type { Interaction } from './interactions.ts';
import type { StoredMessage } from './messages.ts';
import type { LoggedPayload } from './requests.ts';
import type { Channel, Guild } from './world.ts';

interface Events {
  message: [op: 'create' | 'update' | 'delete', message: StoredMessage];
  interaction: [interaction: Interaction];
  /** Its permissions changed. */
  channel: [channel: Channel];
  /** Its settings changed. */
  guild: [guild: Guild];
  /** The bot said something over the gateway. */
  payload: [payload: LoggedPayload];
  typing: [channelId: string, userId: string];
  /** Something about the servers, people or settings changed. */
  world: [];
}

/** What happens in the sandbox; the gateway tells the bot, the pages are told by events. */
export type Bus = EventEmitter<Events>;

export function createBus(): Bus {
  return new EventEmitter<Events>().setMaxListeners(0);
}
