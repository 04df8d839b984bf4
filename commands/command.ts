import type {
  ApplicationCommandOptionChoiceData,
  AutocompleteInteraction,
  ChatInputCommandInteraction,
  RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js';
import type { ClipOrder } from '../server/clips/order.ts';
import type { Services } from '../server/services.ts';

/** One slash command: how Discord shows it and what it does. Listed in index.ts. */
export interface Command {
  definition: RESTPostAPIChatInputApplicationCommandsJSONBody;
  run(call: Call): Promise<void>;
  complete?(
    interaction: AutocompleteInteraction,
    services: Services,
  ): Promise<ApplicationCommandOptionChoiceData[]>;
}

/** What a handler gets. A UserError that it throws is shown to the person, whatever was answered before. */
export interface Call {
  interaction: ChatInputCommandInteraction;
  /** The moment of the command on the server's clock, ms since the epoch. */
  momentMs: number;
  services: Services;
  /** Answers that the order is taken, has its clip made and brings it where it was asked for; every failure is told. */
  take(order: ClipOrder): Promise<void>;
}
