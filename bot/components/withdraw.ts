import { MessageFlags } from 'discord.js';
import { wordsAt } from '../../server/words/words.ts';
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
    const { clipped } = wordsAt(interaction.locale);
    const content = left > 0 ? clipped.messageLeft : clipped.withdrawn;
    // Its time is over.
    if (left === 0) await interaction.editReply({ components: [] });
    await interaction.followUp({ content, flags: MessageFlags.Ephemeral });
  },
};
