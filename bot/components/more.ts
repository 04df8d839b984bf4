import { ComponentType, MessageFlags } from 'discord.js';
import { needChangeable } from '../../commands/post-rights.ts';
import { wordsAt } from '../../server/words/words.ts';
import { formatOf, needMayLengthen, needMore } from '../longer-clip.ts';
import { moreButton, moreSteps } from '../more-choices.ts';
import { pressedClip } from '../shown-clip.ts';
import type { Component } from './component.ts';

/** Below a posted clip: offers how much earlier it could begin. What then happens: more-by.ts. */
export const more: Component = {
  name: 'more',
  kind: 'button',
  values: 1,
  async run(press) {
    const { interaction, values, services, lookAtButtons } = press;
    const [clipId = ''] = values;
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    const { clip } = await pressedClip(interaction, clipId, press);
    await needMayLengthen(interaction.user, clip, services);
    needChangeable(interaction);
    formatOf(interaction.message.attachments.first()?.name);
    const { id: messageId, channelId } = interaction.message;
    const moreMs = await needMore(clip, services).catch((error) => {
      void lookAtButtons({ clipId, channelId, messageId });
      throw error;
    });
    const words = wordsAt(interaction.locale);
    const components = moreSteps(moreMs).map((ms) => moreButton({ clipId, messageId }, ms, words));
    await interaction.editReply({
      content: words.pressed.howMuchMore,
      components: [{ type: ComponentType.ActionRow, components }],
    });
  },
};
