import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { AttachmentBuilder, MessageFlags } from 'discord.js';
import type { Subcommand } from './subcommand.ts';

const NAME = 'hindsight-export.json';

/** Gives a person all that is kept of them, for their eyes alone. */
export const exportMine: Subcommand = {
  name: 'export',
  define: (builder) => builder.setDescription('Gives you a copy of what is kept of you'),
  async run({ interaction, services }) {
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    const text = JSON.stringify(await services.exportPerson(interaction.user.id), null, 2);
    const plain = Buffer.from(text);
    const fits = plain.length <= interaction.attachmentSizeLimit;
    const file = fits
      ? new AttachmentBuilder(plain, { name: NAME })
      : new AttachmentBuilder(await promisify(gzip)(plain), { name: `${NAME}.gz` });
    await interaction.editReply({
      content:
        'This is what is kept of you. Each clip has the link under which you watch it and save its video; whoever has that link can, too, so keep the file to yourself.',
      files: [file],
    });
  },
};
