import { MessageFlags } from 'discord.js';
import { wordsAt } from '../../server/words/words.ts';
import type { Component } from './component.ts';

/** Below the words about an order that is being worked on, also by a process before this one. */
export const cancel: Component = {
  name: 'cancel',
  kind: 'button',
  values: 1,
  async run({ interaction, values, cancel }) {
    const [orderId = ''] = values;
    const outcome = await cancel(orderId, interaction.user.id);
    // The words come with the order's own end.
    if (outcome === 'yes') await interaction.deferUpdate();
    else {
      const content = wordsAt(interaction.locale).orders.notCancelled[outcome];
      await interaction.reply({ content, flags: MessageFlags.Ephemeral });
    }
  },
};
