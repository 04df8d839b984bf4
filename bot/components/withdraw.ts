import { MessageFlags } from 'discord.js';
import type { Component } from './component.ts';

/** Below the word that somebody else has clipped one's share: deletes that clip and its message, also after a restart. */
export const withdraw: Component = {
  name: 'withdraw',
  kind: 'button',
  values: 1,
  async run({ interaction, values, services }) {
    const [clipId = ''] = values;
    await interaction.deferUpdate();
    const { left } = await services.withdraw(interaction.user.id, clipId);
    const words =
      left > 0
        ? 'The clip is deleted here, but I could not delete its message on Discord. Somebody who manages that server can.'
        : 'The clip is deleted, and so is its message.';
    // Its time is over.
    if (left === 0) await interaction.editReply({ components: [] });
    await interaction.followUp({ content: words, flags: MessageFlags.Ephemeral });
  },
};
