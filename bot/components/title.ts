import { MessageFlags } from 'discord.js';
import { UserError } from '../../server/errors.ts';
import { clipTitle } from '../../server/http/clip-title.ts';
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
    const typed = clipTitle.safeParse(interaction.fields.getTextInputValue('title'));
    if (!typed.success) throw new UserError(`The title ${typed.error.issues[0]?.message}.`);
    const changed = await clips.change(clipId, () => ({ title: typed.data }));
    if (!changed) throw noClip();
    await interaction.editReply(
      typed.data
        ? `In your library it is called **${asText(typed.data)}** from now on.`
        : 'In your library it has no title any more.',
    );
  },
};

function noClip(): UserError {
  return new UserError('There is no such clip, or it is not yours.', { status: 404 });
}
