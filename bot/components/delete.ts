import { ButtonStyle, ComponentType, MessageFlags } from 'discord.js';
import { wordsAt } from '../../server/words/words.ts';
import { renderCustomId } from '../custom-id.ts';
import { deleterOf, needMayDelete } from '../delete-right.ts';
import type { Component } from './component.ts';

/** Below a posted clip: asks whether it is meant. What then happens: delete-yes.ts. */
export const deleteClip: Component = {
  name: 'delete',
  kind: 'button',
  values: 3,
  async run({ interaction, values, services }) {
    const [clipId = '', sharerId = '', requesterId = ''] = values;
    needMayDelete(await deleterOf(interaction, services), [sharerId, requesterId]);
    const { buttons, pressed } = wordsAt(interaction.locale);
    const { id: messageId } = interaction.message;
    const yes = renderCustomId({
      name: 'delete-yes',
      values: [clipId, messageId, sharerId, requesterId],
    });
    const style = { type: ComponentType.Button, style: ButtonStyle.Danger } as const;
    const no = { type: ComponentType.Button, style: ButtonStyle.Secondary } as const;
    await interaction.reply({
      content: pressed.deleteAsked,
      components: [
        {
          type: ComponentType.ActionRow,
          components: [
            { ...style, label: buttons.deleteYes, custom_id: yes },
            {
              ...no,
              label: buttons.keep,
              custom_id: renderCustomId({ name: 'leave', values: [] }),
            },
          ],
        },
      ],
      flags: MessageFlags.Ephemeral,
    });
  },
};
