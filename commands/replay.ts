import { SlashCommandBuilder, type SlashCommandSubcommandBuilder } from 'discord.js';
import type { Call, Command } from './command.ts';
import { post } from './replay-post.ts';
import { start } from './replay-start.ts';
import { status } from './replay-status.ts';
import { stop } from './replay-stop.ts';

/** A subcommand of /replay, one file each. */
export interface Subcommand {
  name: string;
  define(builder: SlashCommandSubcommandBuilder): SlashCommandSubcommandBuilder;
  run(call: Call): Promise<void>;
}

const subcommands = [start, stop, status, post];

const builder = new SlashCommandBuilder()
  .setName('replay')
  .setDescription('Instant replay of your screen share');
for (const { name, define } of subcommands) {
  builder.addSubcommand((sub) => define(sub.setName(name)));
}

export const replay: Command = {
  definition: builder.toJSON(),
  async run(call) {
    const name = call.interaction.options.getSubcommand();
    const subcommand = subcommands.find((one) => one.name === name);
    if (!subcommand) throw new Error(`/replay ${name} is registered but nobody handles it`);
    await subcommand.run(call);
  },
};
