import { ApplicationCommandType, MessageFlags } from 'discord.js';
import { wordedMenu } from '../../commands/worded.ts';
import { answerTrim, NOTHING_TO_TRIM } from '../trim-answer.ts';
import type { Menu } from './menu.ts';
import { messageClip } from './message-clip.ts';

/** On a message with a clip: the same as its button Trim. */
export const trim: Menu = {
  on: 'message',
  definition: { type: ApplicationCommandType.Message, ...wordedMenu((menus) => menus.trim) },
  async run(call) {
    const { interaction, services } = call;
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    const { clip } = await messageClip(call, NOTHING_TO_TRIM);
    await answerTrim(interaction, clip, services);
  },
};
