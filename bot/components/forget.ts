import { FORGET } from '../../commands/replay-forget.ts';
import { wordsAt } from '../../server/words/words.ts';
import type { Component } from './component.ts';

/** In the private answer to /replay forget. It acts on whoever presses it, who alone sees it. */
export const forget: Component = {
  name: FORGET,
  kind: 'button',
  values: 0,
  async run({ interaction, services }) {
    await interaction.deferUpdate();
    const { clips, messages, stillRecorded } = await services.forget(interaction.user.id);
    const { people } = wordsAt(interaction.locale);
    const lines = [
      clips > 0 ? people.forgottenClips(clips) : people.forgotten,
      messages > 0 ? `${people.messagesLeft(messages)} ${people.remains}` : people.remains,
      people.stopsKnown,
    ];
    if (stillRecorded) lines.unshift(people.stillRecorded);
    await interaction.editReply({ content: lines.join('\n'), components: [] });
  },
};
