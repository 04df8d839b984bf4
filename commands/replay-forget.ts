import { ButtonStyle, ComponentType, MessageFlags } from 'discord.js';
import { renderCustomId } from '../bot/custom-id.ts';
import type { Subcommand } from './subcommand.ts';

/** The component that does it. */
export const FORGET = 'forget';
export const REMAINS =
  'What was posted on Discord stays there until you, or somebody who manages the server, deletes the messages; so do clips that you made of other people, which are theirs.';

/** Deletes all that is kept of a person, once they have said so twice. */
export const forget: Subcommand = {
  name: 'forget',
  define: (builder) => builder.setDescription('Deletes everything that is kept of you, at once'),
  async run({ interaction }) {
    await interaction.reply({
      flags: MessageFlags.Ephemeral,
      content: `This ends your share and deletes everything that is kept of you, on every server: what is buffered, your clips and marks, your settings, sign-ins and API keys. It can not be undone; \`/replay export\` gives you a copy first. ${REMAINS}`,
      components: [
        {
          type: ComponentType.ActionRow,
          components: [
            {
              ...{ type: ComponentType.Button, style: ButtonStyle.Danger },
              ...{
                label: 'Delete everything of me',
                custom_id: renderCustomId({ name: FORGET, values: [] }),
              },
            },
          ],
        },
      ],
    });
  },
};
