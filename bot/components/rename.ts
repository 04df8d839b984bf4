import { ComponentType, TextInputStyle } from 'discord.js';
import { within } from '../../commands/soon.ts';
import { LONGEST_TITLE } from '../../server/clips/title.ts';
import { UserError } from '../../server/errors.ts';
import { wordsAt } from '../../server/words/words.ts';
import { renderCustomId } from '../custom-id.ts';
import type { Component } from './component.ts';

/** In a private answer about one's own clip: asks for its title. What comes of it: title.ts. */
export const rename: Component = {
  name: 'rename',
  kind: 'button',
  values: 1,
  async run({ interaction, values, services }) {
    const [clipId = ''] = values;
    // A form has to be the first answer; whose the clip is is settled in any case when it is sent.
    const clip = await within(services.clips.get(clipId), null);
    if (clip !== null && clip?.ownerId !== interaction.user.id) {
      throw new UserError(({ clips }) => clips.noSuch, { status: 404 });
    }
    const title = clip?.title;
    const { forms } = wordsAt(interaction.locale);
    await interaction.showModal({
      title: forms.rename,
      custom_id: renderCustomId({ name: 'title', values: [clipId] }),
      components: [
        {
          type: ComponentType.Label,
          label: forms.title,
          component: {
            ...{ type: ComponentType.TextInput, custom_id: 'title', style: TextInputStyle.Short },
            ...{ max_length: LONGEST_TITLE, required: false },
            ...(title && { value: title }),
          },
        },
      ],
    });
  },
};
