import type {
  MessageContextMenuCommandInteraction,
  RESTPostAPIContextMenuApplicationCommandsJSONBody,
  UserContextMenuCommandInteraction,
} from 'discord.js';
import type { ClipOrder } from '../../server/clips/order.ts';
import type { Parts } from '../components/component.ts';

/** One command of the menu that opens on a person or a message. Listed in index.ts. */
export type Menu = UserMenu | MessageMenu;

interface Defined {
  definition: RESTPostAPIContextMenuApplicationCommandsJSONBody;
}

export interface UserMenu extends Defined {
  on: 'user';
  run(call: MenuCall<UserContextMenuCommandInteraction>): Promise<void>;
}

export interface MessageMenu extends Defined {
  on: 'message';
  run(call: MenuCall<MessageContextMenuCommandInteraction>): Promise<void>;
}

/** What a handler gets. A UserError that it throws is shown to the person alone. */
export interface MenuCall<I> extends Pick<Parts, 'services' | 'lookAtButtons'> {
  interaction: I;
  /** The moment of the command on the server's clock, ms since the epoch. */
  momentMs: number;
  /** See commands/command.ts. */
  take(order: ClipOrder): Promise<void>;
}
