import { wordsAt } from '../../server/words/words.ts';
import type { Component } from './component.ts';

/** Beside a question: no. */
export const leave: Component = {
  name: 'leave',
  kind: 'button',
  values: 0,
  async run({ interaction }) {
    const content = wordsAt(interaction.locale).pressed.asItIs;
    await interaction.update({ content, components: [] });
  },
};
