import { MessageFlags } from 'discord.js';
import { needManager } from './settings/manager.ts';
import { settingsView } from './settings/view.ts';
import type { Subcommand } from './subcommand.ts';

/** Shows the settings of a server to those who manage it, with what changes them. */
export const settings: Subcommand = {
  name: 'settings',
  define: (builder) =>
    builder.setDescription('Who may share and clip here, and what is kept; for who manages it'),
  async run({ interaction, services }) {
    const { id, name } = needManager(interaction);
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    const view = settingsView(name, await services.servers.of(id), services.config);
    await interaction.editReply(view);
  },
};
