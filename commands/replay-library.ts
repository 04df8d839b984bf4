import { ActionRowBuilder, ButtonBuilder, ButtonStyle, MessageFlags } from 'discord.js';
import { clipChoices, clipOption } from './clip-choices.ts';
import { personOf } from './place.ts';
import type { Subcommand } from './subcommand.ts';

/** Answers with a personal link to one's clips. */
export const library: Subcommand = {
  name: 'library',
  define: (builder) =>
    builder
      .setDescription('Gives you your link to your clips')
      .addStringOption((option) =>
        option
          .setName('clip')
          .setDescription('Opens this one of them, by its title')
          .setAutocomplete(true),
      ),
  async run({ interaction, services }) {
    const { clips, links, publicUrl } = services;
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    const wanted = interaction.options.getString('clip')?.trim();
    const clip = wanted && (await clipOption(wanted, interaction.user.id, clips));
    const token = await links.create(personOf(interaction));
    const button = new ButtonBuilder()
      .setStyle(ButtonStyle.Link)
      .setLabel(clip ? 'Open this clip' : 'Open my library')
      .setURL(`${publicUrl}/library${clip ? `?clip=${clip.id}` : ''}#link=${token}`);
    await interaction.editReply({
      content:
        'This link is yours alone, works once and for ten minutes. Behind it you watch, rename, trim, share and delete your clips.',
      components: [new ActionRowBuilder<ButtonBuilder>().addComponents(button)],
    });
  },
  async complete(interaction, { clips }) {
    return clipChoices(interaction.options.getFocused().trim(), interaction.user.id, { clips });
  },
};
