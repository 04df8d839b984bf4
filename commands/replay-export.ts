import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { AttachmentBuilder, MessageFlags } from 'discord.js';
import { wordsAt } from '../server/words/words.ts';
import type { Subcommand } from './subcommand.ts';
import { worded } from './worded.ts';

const NAME = 'hindsight-export.json';

/** Gives a person all that is kept of them, for their eyes alone. */
export const exportMine: Subcommand = {
  name: 'export',
  define: (builder) => worded(builder, (commands) => commands.export),
  async run({ interaction, services }) {
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    const text = JSON.stringify(await services.exportPerson(interaction.user.id), null, 2);
    const plain = Buffer.from(text);
    const fits = plain.length <= interaction.attachmentSizeLimit;
    const file = fits
      ? new AttachmentBuilder(plain, { name: NAME })
      : new AttachmentBuilder(await promisify(gzip)(plain), { name: `${NAME}.gz` });
    await interaction.editReply({
      content: wordsAt(interaction.locale).people.exported,
      files: [file],
    });
  },
};
