import { MessageFlags } from 'discord.js';
import type { Used } from '../commands/place.ts';
import { is } from './discord-errors.ts';
import { untilAnswered } from './until-answered.ts';

/** Of Discord's three seconds, ms. */
const AGAIN_MS = [0, 250, 500, 1000];

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
    await untilAnswered(defer, AGAIN_MS);
  } catch (error) {
    if (!is(error, 'acknowledged')) throw error;
    interaction.deferred = true;
    interaction.ephemeral = privately;
  }
}
