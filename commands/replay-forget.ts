import { ButtonStyle, ComponentType, MessageFlags } from 'discord.js';
import type { Press } from './press.ts';
import type { Subcommand } from './subcommand.ts';

const PREFIX = 'forget:1:';
const REMAINS =
  'What was posted on Discord stays there until you, or somebody who manages the server, deletes the messages; so do clips that you made of other people, which are theirs.';

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

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
              ...{ label: 'Delete everything of me', custom_id: `${PREFIX}${interaction.user.id}` },
            },
          ],
        },
      ],
    });
  },
};

/** Only they see the button, and it acts on whoever presses it. */
export const forgetPress: Press = {
  prefix: PREFIX,
  async run(pressed, services) {
    if (pressed.isModalSubmit()) return;
    await pressed.deferUpdate();
    const { clips, messages, stillRecorded } = await services.forget(pressed.user.id);
    const lines = [
      `Everything that was kept of you is deleted${clips > 0 ? `, ${counted(clips, 'clip')} among it` : ''}.`,
      messages > 0
        ? `On Discord, ${counted(messages, 'message')} with clips of yours can still be there. ${REMAINS}`
        : REMAINS,
      'Known stays only where you stopped a recording, so that none begins there by itself, and what Hindsight noted in its log.',
    ];
    if (stillRecorded) {
      lines.unshift(
        'Your share could not be ended, because LiveKit does not answer: close the share page, and use `/replay forget` again in a minute.',
      );
    }
    await pressed.editReply({ content: lines.join('\n'), components: [] });
  },
};
