import { MessageFlags } from 'discord.js';
import { needTitle } from '../../server/clips/title.ts';
import { UserError } from '../../server/errors.ts';
import { asText } from '../message.ts';
import type { Component } from './component.ts';

/** The form behind Rename. */
export const title: Component = {
  name: 'title',
  kind: 'form',
  values: 1,
  async run({ interaction, values, services }) {
    const { clips } = services;
    const [clipId = ''] = values;
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    const clip = await clips.get(clipId);
    if (clip?.ownerId !== interaction.user.id) throw noClip();
    const title = needTitle(interaction.fields.getTextInputValue('title'));
    const changed = await clips.change(clipId, () => ({ title }));
    if (!changed) throw noClip();
    await interaction.editReply(
      title
        ? `In your library it is called **${asText(title)}** from now on.`
        : 'In your library it has no title any more.',
    );
  },
};

function noClip(): UserError {
  return new UserError('There is no such clip, or it is not yours.', { status: 404 });
}
