import { ActionRowBuilder, ButtonBuilder, ButtonStyle, MessageFlags } from 'discord.js';
import { wordsAt } from '../server/words/words.ts';
import { personOf } from './place.ts';
import type { Subcommand } from './subcommand.ts';
import { worded } from './worded.ts';

/** Answers with a personal link to one's clips. */
export const library: Subcommand = {
  name: 'library',
  define: (builder) => worded(builder, (commands) => commands.library),
  async run({ interaction, services }) {
    const words = wordsAt(interaction.locale);
    const { links, publicUrl } = services;
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    const token = await links.create(personOf(interaction));
    const button = new ButtonBuilder()
      .setStyle(ButtonStyle.Link)
      .setLabel(words.buttons.openLibrary)
      .setURL(`${publicUrl}/library#link=${token}`);
    await interaction.editReply({
      content: `${words.bot.personalLink} ${words.bot.libraryLink}`,
      components: [new ActionRowBuilder<ButtonBuilder>().addComponents(button)],
    });
  },
};
