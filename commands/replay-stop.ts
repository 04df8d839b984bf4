import { MessageFlags } from 'discord.js';
import { UserError } from '../server/errors.ts';
import { formatDuration } from './duration.ts';
import type { Subcommand } from './subcommand.ts';

/** Ends one's recordings, which stay ended until /replay start. What is buffered stays for the window. */
export const stop: Subcommand = {
  name: 'stop',
  define: (builder) => builder.setDescription('Ends the recording of your screen share'),
  async run({ interaction, services }) {
    const { shares, reconciler, config } = services;
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    const { id: userId } = interaction.user;
    const recorded = await shares.activeOf(userId);
    const rooms = new Set(
      [...recorded, ...reconciler.comingOf(userId)].map(({ roomName }) => roomName),
    );
    if (rooms.size === 0) {
      throw new UserError('Nothing of yours is being recorded. `/replay start` begins.');
    }
    for (const roomName of rooms) {
      await shares.stop(roomName, userId);
      await reconciler.look(roomName);
    }
    if ((await shares.activeOf(userId)).length > 0) {
      throw new UserError('LiveKit does not answer, so the recording ends as soon as it does.');
    }
    await interaction.editReply(
      `Your recording is stopped and stays so until \`/replay start\`. What was recorded can still be clipped for ${formatDuration(config.windowMs)}.`,
    );
  },
};
