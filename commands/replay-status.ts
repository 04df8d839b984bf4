import { MessageFlags } from 'discord.js';
import type { Share } from '../server/shares/share.ts';
import { formatDuration } from './duration.ts';
import { sharersSeenBy } from './sharers.ts';
import type { Subcommand } from './subcommand.ts';

/** How one's own shares stand and what can be clipped. */
export const status: Subcommand = {
  name: 'status',
  define: (builder) =>
    builder.setDescription('Says whether you are recorded, what is buffered and who shares here'),
  async run({ interaction, services }) {
    const { shares, segments, reconciler } = services;
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    const { id: userId } = interaction.user;
    const [latest] = await shares.recentOf(userId);
    const buffer = await segments.coverage(userId);

    const lines = (await shares.activeOf(userId)).map(recorded);
    for (const { channelId, place } of reconciler.waitingOf(userId)) {
      lines.push(
        `Your screen share in <#${channelId}> waits for a free recorder: number ${place}.`,
      );
    }
    if (lines.length === 0) {
      lines.push('Nothing of yours is being recorded. `/replay start` begins.');
    }
    if (latest?.status === 'failed') lines.push(`The last recording failed: ${latest.error}`);
    lines.push(
      buffer
        ? `${formatDuration(buffer.bufferedMs)} can be clipped.`
        : 'There is nothing to clip yet.',
    );
    lines.push(...(await sharersSeenBy(interaction, services)));
    await interaction.editReply({ content: lines.join('\n'), allowedMentions: { parse: [] } });
  },
};

function recorded({ channelId, startedAt }: Share): string {
  return `Your screen share in <#${channelId}> is recorded since <t:${Math.floor(startedAt / 1000)}:T>.`;
}
