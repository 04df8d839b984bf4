import type { Component } from './component.ts';

/** Beside a question: no. */
export const leave: Component = {
  name: 'leave',
  kind: 'button',
  values: 0,
  async run({ interaction }) {
    await interaction.update({ content: 'Everything stays as it is.', components: [] });
  },
};
