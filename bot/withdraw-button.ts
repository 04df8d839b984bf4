import { MessageFlags } from 'discord.js';
import type { Press } from '../commands/press.ts';
import { wordsAt } from '../server/words/words.ts';

const PREFIX = 'withdraw:1:';

export const withdrawId = (clipId: string) => `${PREFIX}${clipId}`;

/** Below the word that somebody else has clipped one's share: deletes that clip and its message, also after a restart. */
export const withdrawButton: Press = {
  prefix: PREFIX,
  async run(pressed, { withdraw }) {
    if (pressed.isModalSubmit()) return;
    await pressed.deferUpdate();
    const clipId = pressed.customId.slice(PREFIX.length);
    const { left } = await withdraw(pressed.user.id, clipId);
    const { clipped } = wordsAt(pressed.locale);
    const content = left > 0 ? clipped.messageLeft : clipped.withdrawn;
    // Its time is over.
    if (left === 0) await pressed.editReply({ components: [] });
    await pressed.followUp({ content, flags: MessageFlags.Ephemeral });
  },
};
