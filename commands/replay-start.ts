import { ActionRowBuilder, ButtonBuilder, ButtonStyle, MessageFlags } from 'discord.js';
import { roomName } from '../server/livekit/room-name.ts';
import { wordsAt } from '../server/words/words.ts';
import { sharerOf } from './place.ts';
import type { Subcommand } from './subcommand.ts';
import { worded } from './worded.ts';

/** Answers with a personal link to the share page, and takes back an earlier stop. */
export const start: Subcommand = {
  name: 'start',
  define: (builder) => worded(builder, (commands) => commands.start),
  async run({ interaction, services }) {
    const words = wordsAt(interaction.locale);
    const { links, shares, reconciler, config, publicUrl } = services;
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    const identity = sharerOf(interaction);
    const room = roomName(identity.guild.id, identity.channel.id);
    const token = await links.create(identity);
    await shares.ask(room, identity.user.id);
    void reconciler.look(room);

    const button = new ButtonBuilder()
      .setStyle(ButtonStyle.Link)
      .setLabel(words.buttons.share)
      .setURL(`${publicUrl}/share#link=${token}`);
    await interaction.editReply({
      content: `${words.bot.personalLink} ${words.bot.shareLink(words.duration(config.windowMs))}`,
      components: [new ActionRowBuilder<ButtonBuilder>().addComponents(button)],
    });
  },
};
