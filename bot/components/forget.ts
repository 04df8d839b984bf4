import { FORGET, REMAINS } from '../../commands/replay-forget.ts';
import type { Component } from './component.ts';

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** In the private answer to /replay forget. It acts on whoever presses it, who alone sees it. */
export const forget: Component = {
  name: FORGET,
  kind: 'button',
  values: 0,
  async run({ interaction, services }) {
    await interaction.deferUpdate();
    const { clips, messages, stillRecorded } = await services.forget(interaction.user.id);
    const lines = [
      `Everything that was kept of you is deleted${clips > 0 ? `, ${counted(clips, 'clip')} among it` : ''}.`,
      messages > 0
        ? `On Discord, ${counted(messages, 'message')} with clips of yours can still be there. ${REMAINS}`
        : REMAINS,
      'Known stays only where you stopped a recording, so that none begins there by itself, and what Hindsight noted in its log.',
    ];
    if (stillRecorded) {
      lines.unshift(
        'Your share could not be ended, because LiveKit does not answer: close the share page, and use `/replay forget` again in a minute.',
      );
    }
    await interaction.editReply({ content: lines.join('\n'), components: [] });
  },
};
