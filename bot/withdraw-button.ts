import { MessageFlags } from 'discord.js';
import type { Press } from './press.ts';

const PREFIX = 'withdraw:1:';

export const withdrawId = (clipId: string) => `${PREFIX}${clipId}`;

/** Below the word that somebody else has clipped one's share: deletes that clip and its message, also after a restart. */
export const withdrawButton: Press = {
  prefix: PREFIX,
  async run(interaction, { withdraw }) {
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    const clipId = interaction.customId.slice(PREFIX.length);
    const { left } = await withdraw(interaction.user.id, clipId);
    if (left > 0) {
      const words = 'The clip is deleted here, but I could not delete its message on Discord.';
      await interaction.editReply(`${words} Somebody who manages that server can.`);
      return;
    }
    await interaction.editReply('The clip is deleted, and so is its message.');
    // Its time is over. The message is ours, so only Discord being away can keep it.
    await interaction.message?.edit({ components: [] }).catch(() => {});
  },
};
