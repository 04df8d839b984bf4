import { MessageFlags } from 'discord.js';
import { UserError } from '../server/errors.ts';
import { wordsAt } from '../server/words/words.ts';
import type { Subcommand } from './subcommand.ts';
import { worded } from './worded.ts';

/** Ends one's recordings, which stay ended until /replay start. What is buffered stays for the window. */
export const stop: Subcommand = {
  name: 'stop',
  define: (builder) => worded(builder, (commands) => commands.stop),
  async run({ interaction, services }) {
    const words = wordsAt(interaction.locale);
    const { shares, reconciler, config } = services;
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    const { id: userId } = interaction.user;
    const recorded = await shares.activeOf(userId);
    const rooms = new Set(
      [...recorded, ...(await reconciler.comingOf(userId))].map(({ roomName }) => roomName),
    );
    if (rooms.size === 0) {
      throw new UserError(({ replay }) => replay.nothing);
    }
    for (const roomName of rooms) {
      await shares.stop(roomName, userId);
      await reconciler.look(roomName);
    }
    if ((await shares.activeOf(userId)).length > 0) {
      throw new UserError(({ replay }) => replay.livekitSilent);
    }
    await interaction.editReply(words.replay.stopped(words.duration(config.windowMs)));
  },
};
