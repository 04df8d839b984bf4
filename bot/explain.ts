import { MessageFlags, type RepliableInteraction } from 'discord.js';
import { is } from './discord-errors.ts';
import { untilAnswered } from './until-answered.ts';

/** Twice is better than never, ms. */
const AGAIN_MS = [1000, 3000, 6000];

/** Shows words to the person who typed or pressed something, whatever was answered before. @throws what Discord says */
export function explain(interaction: RepliableInteraction, content: string): Promise<void> {
  return untilAnswered(() => show(interaction, content), AGAIN_MS);
}

async function show(interaction: RepliableInteraction, content: string): Promise<void> {
  const { deferred, replied } = interaction;
  const answer = { content, flags: MessageFlags.Ephemeral } as const;
  if (!deferred && !replied) {
    await interaction.reply(answer).catch(async (error) => {
      // What it was answered with was not confirmed to us.
      if (!is(error, 'acknowledged')) throw error;
      const { webhook } = interaction;
      await webhook.send(answer);
      interaction.replied = true;
    });
  } else if (isUpdate(interaction)) await interaction.followUp(answer);
  else await interaction.editReply({ content, components: [] });
}

/** An edit would change the message that everybody sees. */
function isUpdate(interaction: RepliableInteraction): boolean {
  if (!interaction.isMessageComponent() || interaction.ephemeral) return false;
  return !interaction.message.flags.has(MessageFlags.Ephemeral);
}
