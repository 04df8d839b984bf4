import { MessageFlags } from 'discord.js';
import { wordsAt } from '../server/words/words.ts';
import { needManager } from './settings/manager.ts';
import { settingsView } from './settings/view.ts';
import type { Subcommand } from './subcommand.ts';
import { worded } from './worded.ts';

/** Shows the settings of a server to those who manage it, with what changes them. */
export const settings: Subcommand = {
  name: 'settings',
  define: (builder) => worded(builder, (commands) => commands.settings),
  async run({ interaction, services }) {
    const { id, name } = needManager(interaction);
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    const settings = await services.servers.of(id);
    const told = { words: wordsAt(interaction.locale), limits: services.config };
    const view = settingsView(name, settings, told);
    await interaction.editReply(view);
  },
};
