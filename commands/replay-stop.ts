import { MessageFlags } from 'discord.js';
import { UserError } from '../server/errors.ts';
import { formatDuration } from './duration.ts';
import type { Subcommand } from './subcommand.ts';

/** Ends one's recording, which stays ended until /replay start. What is buffered stays for the window. */
export const stop: Subcommand = {
  name: 'stop',
  define: (builder) => builder.setDescription('Ends the recording of your screen share'),
  async run({ interaction, services }) {
    const { shares, reconciler, config } = services;
    const share = await shares.latestOf(interaction.user.id);
    if (share?.status !== 'active') {
      throw new UserError('Nothing of yours is being recorded. `/replay start` begins.');
    }
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    await shares.stop(share.roomName, share.userId);
    await reconciler.look(share.roomName);
    await interaction.editReply(
      `Your recording is stopped and stays so until \`/replay start\`. What was recorded can still be clipped for ${formatDuration(config.windowMs)}.`,
    );
  },
};
