import { type ButtonInteraction, MessageFlags } from 'discord.js';
import { wordsAt } from '../../server/words/words.ts';
import { muteRow, unmuteRow, withMuteRow } from '../mute-button.ts';
import type { Component } from './component.ts';

const DAY_MS = 24 * 3600_000;

/** Below what somebody is told by direct message: no more of that for a day. */
export const mute: Component = {
  name: 'mute',
  kind: 'button',
  values: 0,
  async run({ interaction, services }) {
    const { id: userId } = interaction.user;
    await services.alerts.mute(userId, DAY_MS);
    const words = wordsAt(interaction.locale);
    const until = `<t:${Math.floor((Date.now() + DAY_MS) / 1000)}:f>`;
    await answer(interaction, unmuteRow(words), words.alerts.muted(until));
  },
};

/** The way back. */
export const unmute: Component = {
  name: 'unmute',
  kind: 'button',
  values: 0,
  async run({ interaction, services }) {
    await services.alerts.unmute(interaction.user.id);
    const words = wordsAt(interaction.locale);
    await answer(interaction, muteRow(words), words.alerts.unmuted);
  },
};

async function answer(
  interaction: ButtonInteraction,
  row: ReturnType<typeof muteRow>,
  content: string,
): Promise<void> {
  const rows = interaction.message.components.map((one) => one.toJSON());
  await interaction.update({ components: withMuteRow(rows, row) });
  await interaction.followUp({ content, flags: MessageFlags.Ephemeral });
}
