import { type Interaction, MessageFlags } from 'discord.js';
import type { Press, Pressed } from '../commands/press.ts';
import { forgetPress } from '../commands/replay-forget.ts';
import { settingsPress } from '../commands/settings/press.ts';
import { UserError } from '../server/errors.ts';
import type { Services } from '../server/services.ts';
import { wordsAt } from '../server/words/words.ts';
import { withdrawButton } from './withdraw-button.ts';

const presses: Press[] = [withdrawButton, settingsPress, forgetPress];

/** @returns null for what is none of these */
export function pressOf(interaction: Interaction): { press: Press; pressed: Pressed } | null {
  if (!interaction.isMessageComponent() && !interaction.isModalSubmit()) return null;
  const press = presses.find(({ prefix }) => interaction.customId.startsWith(prefix));
  return press ? { press, pressed: interaction as Pressed } : null;
}

/** Does what was pressed; what goes wrong is said to whoever did. */
export async function runPress(
  { press, pressed }: { press: Press; pressed: Pressed },
  services: Services,
): Promise<void> {
  try {
    await press.run(pressed, services);
  } catch (error) {
    const { id, customId } = pressed;
    const known = error instanceof UserError;
    if (!known) services.log.error({ err: error, interactionId: id, customId }, 'press failed');
    const words = wordsAt(pressed.locale);
    const content = known ? error.say(words) : words.bot.broken(id);
    if (pressed.deferred && pressed.ephemeral) await pressed.editReply({ content });
    else if (pressed.deferred || pressed.replied) {
      await pressed.followUp({ content, flags: MessageFlags.Ephemeral });
    } else await pressed.reply({ content, flags: MessageFlags.Ephemeral });
  }
}
