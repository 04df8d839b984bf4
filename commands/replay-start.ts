import { ActionRowBuilder, ButtonBuilder, ButtonStyle, MessageFlags } from 'discord.js';
import { roomName } from '../server/livekit/room-name.ts';
import { formatDuration } from './duration.ts';
import { sharerOf } from './place.ts';
import type { Subcommand } from './subcommand.ts';

/** Answers with a personal link to the share page, and takes back an earlier stop. */
export const start: Subcommand = {
  name: 'start',
  define: (builder) => builder.setDescription('Gives you your link to share your screen'),
  async run({ interaction, services }) {
    const { links, shares, reconciler, config, publicUrl } = services;
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    const identity = sharerOf(interaction);
    const room = roomName(identity.guild.id, identity.channel.id);
    const token = await links.create(identity);
    await shares.ask(room, identity.user.id);
    void reconciler.look(room);

    const button = new ButtonBuilder()
      .setStyle(ButtonStyle.Link)
      .setLabel('Share my screen')
      .setURL(`${publicUrl}/share#link=${token}`);
    await interaction.editReply({
      content: `This link is yours alone, works once and for ten minutes. While you share, the last ${formatDuration(config.windowMs)} are kept, so that you can \`/clip\` them here.`,
      components: [new ActionRowBuilder<ButtonBuilder>().addComponents(button)],
    });
  },
};
