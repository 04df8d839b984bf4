import { SlashCommandBuilder } from 'discord.js';
import type { Command } from './command.ts';
import { exportMine } from './replay-export.ts';
import { forget } from './replay-forget.ts';
import { key } from './replay-key.ts';
import { library } from './replay-library.ts';
import { mark } from './replay-mark.ts';
import { post } from './replay-post.ts';
import { settings } from './replay-settings.ts';
import { start } from './replay-start.ts';
import { status } from './replay-status.ts';
import { stop } from './replay-stop.ts';
import { worded } from './worded.ts';

const subcommands = [
  ...[start, stop, status, post, mark, library, key],
  ...[settings, forget, exportMine],
];

const builder = worded(new SlashCommandBuilder(), (commands) => commands.replay);
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
  async complete(interaction, services) {
    const name = interaction.options.getSubcommand();
    return (
      (await subcommands.find((one) => one.name === name)?.complete?.(interaction, services)) ?? []
    );
  },
};
