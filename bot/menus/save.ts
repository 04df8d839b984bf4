import { ApplicationCommandType, MessageFlags } from 'discord.js';
import { wordedMenu } from '../../commands/worded.ts';
import { answerSave } from '../save-answer.ts';
import type { Menu } from './menu.ts';
import { messageClip } from './message-clip.ts';

/** On a message with a clip: the same as its button Save. */
export const save: Menu = {
  on: 'message',
  definition: { type: ApplicationCommandType.Message, ...wordedMenu((menus) => menus.save) },
  async run(call) {
    const { interaction, services } = call;
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    await answerSave(interaction, await messageClip(call), services);
  },
};
