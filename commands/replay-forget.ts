import { ButtonStyle, ComponentType, MessageFlags } from 'discord.js';
import { renderCustomId } from '../bot/custom-id.ts';
import { wordsAt } from '../server/words/words.ts';
import type { Subcommand } from './subcommand.ts';
import { worded } from './worded.ts';

/** The component that does it. */
export const FORGET = 'forget';

/** Deletes all that is kept of a person, once they have said so twice. */
export const forget: Subcommand = {
  name: 'forget',
  define: (builder) => worded(builder, (commands) => commands.forget),
  async run({ interaction }) {
    const { buttons, people } = wordsAt(interaction.locale);
    await interaction.reply({
      flags: MessageFlags.Ephemeral,
      content: people.forgetAsked(people.remains),
      components: [
        {
          type: ComponentType.ActionRow,
          components: [
            {
              ...{ type: ComponentType.Button, style: ButtonStyle.Danger },
              ...{ label: buttons.forget, custom_id: renderCustomId({ name: FORGET, values: [] }) },
            },
          ],
        },
      ],
    });
  },
};
