import { SlashCommandBuilder } from 'discord.js';

/** Something of every kind, for tests. */
export const CLIP = new SlashCommandBuilder()
  .setName('clip')
  .setDescription('Post the last minutes')
  .addStringOption((option) =>
    option.setName('duration').setDescription('How much').setAutocomplete(true),
  )
  .addStringOption((option) =>
    option
      .setName('to')
      .setDescription('Where')
      .addChoices({ name: 'here', value: 'here' }, { name: 'as a DM', value: 'dm' }),
  )
  .addUserOption((option) => option.setName('of').setDescription('Whose'))
  .addStringOption((option) => option.setName('title').setDescription('A title'));
