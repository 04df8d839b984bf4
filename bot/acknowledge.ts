import { MessageFlags } from 'discord.js';
import type { Used } from '../commands/place.ts';
import { is, isUnanswered } from './discord-errors.ts';

/**
 * Answers that something is being worked on. One whose own confirmation was lost counts: Discord says so when it is
 * answered again.
 * @throws what Discord says
 */
export async function acknowledge(
  interaction: Used,
  { privately }: { privately: boolean },
): Promise<void> {
  const defer = () => interaction.deferReply(privately ? { flags: MessageFlags.Ephemeral } : {});
  try {
    await defer().catch((error) => {
      if (!isUnanswered(error)) throw error;
      return defer();
    });
  } catch (error) {
    if (!is(error, 'acknowledged')) throw error;
    interaction.deferred = true;
    interaction.ephemeral = privately;
  }
}
