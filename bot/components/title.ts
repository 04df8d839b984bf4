import { MessageFlags } from 'discord.js';
import { needTitle } from '../../server/clips/title.ts';
import { UserError } from '../../server/errors.ts';
import { wordsAt } from '../../server/words/words.ts';
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
    const { pressed } = wordsAt(interaction.locale);
    await interaction.editReply(title ? pressed.called(asText(title)) : pressed.untitled);
  },
};

function noClip(): UserError {
  return new UserError(({ clips }) => clips.noSuch, { status: 404 });
}
