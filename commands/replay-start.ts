import { ActionRowBuilder, ButtonBuilder, ButtonStyle, MessageFlags } from 'discord.js';
import { roomName } from '../server/livekit/room-name.ts';
import { wordsAt } from '../server/words/words.ts';
import { rolesIn, sharerOf } from './place.ts';
import type { Subcommand } from './subcommand.ts';
import { worded } from './worded.ts';

/** Answers with a personal link to the share page, and takes back an earlier stop. */
export const start: Subcommand = {
  name: 'start',
  define: (builder) => worded(builder, (commands) => commands.start),
  async run({ interaction, services }) {
    const words = wordsAt(interaction.locale);
    const { consents, disk, links, shares, reconciler, rules, publicUrl } = services;
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    const identity = sharerOf(interaction);
    const { id: guildId } = identity.guild;
    const who = { userId: identity.user.id, guildId, roles: rolesIn(interaction) };
    await rules.needMayShare(who, identity.channel.id);
    const room = roomName(guildId, identity.channel.id);
    await disk.needRoom({ userId: who.userId, roomName: room });
    const token = await links.create(identity);
    await shares.ask(room, identity.user.id);
    void reconciler.look(room);

    const button = new ButtonBuilder()
      .setStyle(ButtonStyle.Link)
      .setLabel(words.buttons.share)
      .setURL(`${publicUrl}/share#link=${token}`);
    const kept = await rules.kept(guildId);
    const lines = [
      `${words.bot.personalLink} ${words.bot.shareLink(words.duration(kept.windowMs))}`,
    ];
    if (!(await consents.covers(who.userId, guildId, kept))) lines.push(words.bot.consentAsked);
    await interaction.editReply({
      content: lines.join('\n'),
      components: [new ActionRowBuilder<ButtonBuilder>().addComponents(button)],
    });
  },
};
