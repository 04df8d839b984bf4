import { escapeMarkdown, MessageFlags } from 'discord.js';
import { LONGEST_LABEL, labelOf } from '../server/marks/label.ts';
import { wordsAt } from '../server/words/words.ts';
import { placeOf } from './place.ts';
import type { Subcommand } from './subcommand.ts';
import { worded } from './worded.ts';

/** Notes the moment of the command, to clip from it later. */
export const mark: Subcommand = {
  name: 'mark',
  define: (builder) =>
    worded(builder, (commands) => commands.mark).addStringOption((option) =>
      worded(option, ({ mark }) => mark.label).setMaxLength(LONGEST_LABEL),
    ),
  async run({ interaction, momentMs, services }) {
    const words = wordsAt(interaction.locale);
    const { clipMaker, marks, shares } = services;
    const { id, user } = interaction;
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    await clipMaker.needSomething(user.id);
    const { guild, channel } = placeOf(interaction);
    const label = labelOf(interaction.options.getString('label') ?? '');
    const place = { guildId: guild.id, channelId: channel.id };
    await marks.add({ id, userId: user.id, ...place, atMs: momentMs, label });

    const called = label ? ` **${escapeMarkdown(label)}**` : '';
    const lines = [words.replay.marked(called, `<t:${Math.floor(momentMs / 1000)}:T>`)];
    if ((await shares.activeOf(user.id)).length === 0) {
      lines.push(words.replay.notJustNow);
    }
    await interaction.editReply(lines.join('\n'));
  },
};
