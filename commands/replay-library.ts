import { ActionRowBuilder, ButtonBuilder, ButtonStyle, MessageFlags } from 'discord.js';
import { personOf } from './place.ts';
import type { Subcommand } from './subcommand.ts';

/** Answers with a personal link to one's clips. */
export const library: Subcommand = {
  name: 'library',
  define: (builder) => builder.setDescription('Gives you your link to your clips'),
  async run({ interaction, services }) {
    const { links, publicUrl } = services;
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    const token = await links.create(personOf(interaction));
    const button = new ButtonBuilder()
      .setStyle(ButtonStyle.Link)
      .setLabel('Open my library')
      .setURL(`${publicUrl}/library#link=${token}`);
    await interaction.editReply({
      content:
        'This link is yours alone, works once and for ten minutes. Behind it you watch, rename, trim, share and delete your clips.',
      components: [new ActionRowBuilder<ButtonBuilder>().addComponents(button)],
    });
  },
};
