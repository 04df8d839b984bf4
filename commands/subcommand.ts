import type { SlashCommandSubcommandBuilder } from 'discord.js';
import type { Call, Command } from './command.ts';

/** A subcommand of /replay, one file each. */
export interface Subcommand {
  name: string;
  define(builder: SlashCommandSubcommandBuilder): SlashCommandSubcommandBuilder;
  run(call: Call): Promise<void>;
  complete?: Command['complete'];
}
