import { escapeMarkdown, MessageFlags } from 'discord.js';
import { placeOf } from './place.ts';
import type { Subcommand } from './subcommand.ts';

/** Notes the moment of the command, to clip from it later. */
export const mark: Subcommand = {
  name: 'mark',
  define: (builder) =>
    builder
      .setDescription('Marks this moment, to clip from it later')
      .addStringOption((option) =>
        option.setName('label').setDescription('What happened').setMaxLength(80),
      ),
  async run({ interaction, momentMs, services }) {
    const { clipMaker, marks, shares } = services;
    const { id, user } = interaction;
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    await clipMaker.needSomething(user.id);
    const { guild, channel } = placeOf(interaction);
    const label = (interaction.options.getString('label') ?? '').trim().replace(/\s+/g, ' ');
    const place = { guildId: guild.id, channelId: channel.id };
    await marks.add({ id, userId: user.id, ...place, atMs: momentMs, label });

    const called = label ? ` **${escapeMarkdown(label)}**` : '';
    const lines = [
      `Marked${called} at <t:${Math.floor(momentMs / 1000)}:T>. \`/clip from:last mark\` posts what happens from here on.`,
    ];
    if ((await shares.activeOf(user.id)).length === 0) {
      lines.push('Nothing of yours is being recorded just now. `/replay start` begins.');
    }
    await interaction.editReply(lines.join('\n'));
  },
};
