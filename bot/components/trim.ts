import { MessageFlags } from 'discord.js';
import { pressedClip } from '../shown-clip.ts';
import { answerTrim, NOTHING_TO_TRIM } from '../trim-answer.ts';
import type { Component } from './component.ts';

/** Below a posted clip: leads to the page on which it is trimmed. */
export const trim: Component = {
  name: 'trim',
  kind: 'button',
  values: 1,
  async run(press) {
    const { interaction, values, services } = press;
    const [clipId = ''] = values;
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    const { clip } = await pressedClip(interaction, clipId, press, NOTHING_TO_TRIM);
    await answerTrim(interaction, clip, services);
  },
};
