import { ActionRowBuilder, ButtonBuilder, ButtonStyle, MessageFlags } from 'discord.js';
import { roomName } from '../server/livekit/room-name.ts';
import { formatDuration } from './duration.ts';
import { rolesIn, sharerOf } from './place.ts';
import type { Subcommand } from './subcommand.ts';

/** Answers with a personal link to the share page, and takes back an earlier stop. */
export const start: Subcommand = {
  name: 'start',
  define: (builder) => builder.setDescription('Gives you your link to share your screen'),
  async run({ interaction, services }) {
    const { consents, links, shares, reconciler, rules, publicUrl } = services;
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    const identity = sharerOf(interaction);
    const { id: guildId } = identity.guild;
    const who = { userId: identity.user.id, guildId, roles: rolesIn(interaction) };
    await rules.needMayShare(who, identity.channel.id);
    const room = roomName(guildId, identity.channel.id);
    const token = await links.create(identity);
    await shares.ask(room, identity.user.id);
    void reconciler.look(room);

    const button = new ButtonBuilder()
      .setStyle(ButtonStyle.Link)
      .setLabel('Share my screen')
      .setURL(`${publicUrl}/share#link=${token}`);
    const kept = {
      windowMs: await rules.windowMs(guildId),
      postedKeptMs: await rules.postedKeptMs(guildId),
    };
    const lines = [
      `This link is yours alone, works once and for ten minutes. While you share, the last ${formatDuration(kept.windowMs)} are kept, so that you can \`/clip\` them here.`,
    ];
    if (!(await consents.covers(who.userId, guildId, kept))) {
      lines.push(
        'Before you share here for the first time, the page tells what is kept, for how long and who may clip it, and asks whether you agree.',
      );
    }
    await interaction.editReply({
      content: lines.join('\n'),
      components: [new ActionRowBuilder<ButtonBuilder>().addComponents(button)],
    });
  },
};
