import { ActionRowBuilder, ButtonBuilder, ButtonStyle, MessageFlags } from 'discord.js';
import { wordsAt } from '../server/words/words.ts';
import { clipChoices, clipOption } from './clip-choices.ts';
import { personOf } from './place.ts';
import type { Subcommand } from './subcommand.ts';
import { worded } from './worded.ts';

/** Answers with a personal link to one's clips. */
export const library: Subcommand = {
  name: 'library',
  define: (builder) =>
    worded(builder, (commands) => commands.library).addStringOption((option) =>
      worded(option, (commands) => commands.library.clip).setAutocomplete(true),
    ),
  async run({ interaction, services }) {
    const words = wordsAt(interaction.locale);
    const { clips, links, publicUrl } = services;
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    const wanted = interaction.options.getString('clip')?.trim();
    const clip = wanted && (await clipOption(wanted, interaction.user.id, clips));
    const token = await links.create(personOf(interaction));
    const button = new ButtonBuilder()
      .setStyle(ButtonStyle.Link)
      .setLabel(clip ? words.buttons.openClip : words.buttons.openLibrary)
      .setURL(`${publicUrl}/library${clip ? `?clip=${clip.id}` : ''}#link=${token}`);
    await interaction.editReply({
      content: `${words.bot.personalLink} ${words.bot.libraryLink}`,
      components: [new ActionRowBuilder<ButtonBuilder>().addComponents(button)],
    });
  },
  async complete(interaction, { clips }) {
    const words = wordsAt(interaction.locale);
    const typed = interaction.options.getFocused().trim();
    return clipChoices(typed, interaction.user.id, { clips, words });
  },
};
