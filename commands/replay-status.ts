import { MessageFlags } from 'discord.js';
import { unmuteRow } from '../bot/mute-button.ts';
import type { Share } from '../server/shares/share.ts';
import { translated } from '../server/words/translated.ts';
import { type Words, wordsAt } from '../server/words/words.ts';
import { sharersSeenBy } from './sharers.ts';
import type { Subcommand } from './subcommand.ts';
import { worded } from './worded.ts';

/** How one's own shares stand and what can be clipped. */
export const status: Subcommand = {
  name: 'status',
  define: (builder) => worded(builder, (commands) => commands.status),
  async run({ interaction, services }) {
    const words = wordsAt(interaction.locale);
    const { alerts, shares, segments, reconciler } = services;
    const { replay: say } = words;
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    const { id: userId } = interaction.user;
    const [latest] = await shares.recentOf(userId);
    const buffer = await segments.coverage(userId);

    const lines = (await shares.activeOf(userId)).map((share) => recorded(share, say));
    for (const { channelId, place } of await reconciler.waitingOf(userId)) {
      lines.push(say.waits(`<#${channelId}>`, place));
    }
    if (lines.length === 0) {
      lines.push(say.nothing);
    }
    if (latest?.status === 'failed') {
      lines.push(say.lastFailed(translated(latest.error ?? '', words)));
    }
    lines.push(buffer ? say.canBeClipped(words.duration(buffer.bufferedMs)) : say.nothingYet);
    lines.push(...(await sharersSeenBy(interaction, services)));
    const mutedMs = await alerts.mutedUntil(userId);
    if (mutedMs) lines.push(words.alerts.mutedUntil(`<t:${Math.floor(mutedMs / 1000)}:f>`));
    await interaction.editReply({
      content: lines.join('\n'),
      components: mutedMs ? [unmuteRow(words)] : [],
      allowedMentions: { parse: [] },
    });
  },
};

function recorded({ channelId, startedAt }: Share, say: Words['replay']): string {
  return say.recorded(`<#${channelId}>`, `<t:${Math.floor(startedAt / 1000)}:T>`);
}
