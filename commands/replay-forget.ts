import { ButtonStyle, ComponentType, MessageFlags } from 'discord.js';
import { wordsAt } from '../server/words/words.ts';
import type { Press } from './press.ts';
import type { Subcommand } from './subcommand.ts';
import { worded } from './worded.ts';

const PREFIX = 'forget:1:';

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
              ...{ label: buttons.forget, custom_id: `${PREFIX}${interaction.user.id}` },
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
    const { people } = wordsAt(pressed.locale);
    const lines = [
      clips > 0 ? people.forgottenClips(clips) : people.forgotten,
      messages > 0 ? `${people.messagesLeft(messages)} ${people.remains}` : people.remains,
      people.stopsKnown,
    ];
    if (stillRecorded) lines.unshift(people.stillRecorded);
    await pressed.editReply({ content: lines.join('\n'), components: [] });
  },
};
