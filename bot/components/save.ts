import { MessageFlags } from 'discord.js';
import { answerSave } from '../save-answer.ts';
import { pressedClip } from '../shown-clip.ts';
import type { Component } from './component.ts';

/** Below a posted clip: keeps it in the library of whoever presses. */
export const save: Component = {
  name: 'save',
  kind: 'button',
  values: 1,
  async run(press) {
    const { interaction, values, services } = press;
    const [clipId = ''] = values;
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    await answerSave(interaction, await pressedClip(interaction, clipId, press), services);
  },
};
