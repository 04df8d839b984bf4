import { MessageFlags } from 'discord.js';
import { formatDuration } from './duration.ts';
import type { Subcommand } from './subcommand.ts';

/** How one's own share stands and what can be clipped. */
export const status: Subcommand = {
  name: 'status',
  define: (builder) => builder.setDescription('Says whether you are recorded and what is buffered'),
  async run({ interaction, services }) {
    const { shares, segments } = services;
    const share = await shares.latestOf(interaction.user.id);
    const buffer = await segments.coverage(interaction.user.id);
    const lines = [];
    if (share?.status === 'active') {
      const since = Math.floor(share.startedAt / 1000);
      lines.push(`Your screen share in <#${share.channelId}> is recorded since <t:${since}:T>.`);
    } else {
      lines.push('Nothing of yours is being recorded. `/replay start` begins.');
    }
    if (share?.status === 'failed') lines.push(`The last recording failed: ${share.error}`);
    lines.push(
      buffer
        ? `${formatDuration(buffer.bufferedMs)} can be clipped.`
        : 'There is nothing to clip yet.',
    );
    await interaction.reply({ content: lines.join('\n'), flags: MessageFlags.Ephemeral });
  },
};
