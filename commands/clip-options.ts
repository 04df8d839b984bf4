import type { ChatInputCommandInteraction, SharedSlashCommandOptions } from 'discord.js';
import { needPossible } from '../server/clips/asked-range.ts';
import type { ClipOrder } from '../server/clips/order.ts';

/** How a clip is made and posted: the same for every command that makes one. */
export function addClipOptions<T extends SharedSlashCommandOptions<T>>(builder: T): T {
  return builder
    .addStringOption((option) =>
      option
        .setName('quality')
        .setDescription('Where it is too large to be posted (made to fit when left out)')
        .addChoices(
          { name: 'full: as it was recorded, by a link or shorter', value: 'full' },
          { name: 'fit: encoded smaller', value: 'fit' },
          { name: 'link: only a link to it', value: 'link' },
        ),
    )
    .addStringOption((option) =>
      option
        .setName('format')
        .setDescription('What is posted (mp4 when left out)')
        .addChoices(
          { name: 'mp4: pictures and sound', value: 'mp4' },
          { name: 'gif: up to 15 s, without sound', value: 'gif' },
          { name: 'm4a: only the sound', value: 'audio' },
        ),
    )
    .addStringOption((option) =>
      option
        .setName('gaps')
        .setDescription('Where nothing was recorded in between (cut out when left out)')
        .addChoices(
          { name: 'cut them out', value: 'cut' },
          { name: 'show that something is missing', value: 'still' },
        ),
    );
}

/** @throws UserError where they contradict one another */
export function clipOptions({
  options,
}: ChatInputCommandInteraction): Pick<ClipOrder, 'quality' | 'format' | 'gaps'> {
  const chosen = {
    quality: (options.getString('quality') ?? undefined) as ClipOrder['quality'],
    format: (options.getString('format') ?? undefined) as ClipOrder['format'],
    gaps: (options.getString('gaps') ?? undefined) as ClipOrder['gaps'],
  };
  needPossible({ ...chosen, to: (options.getString('to') ?? undefined) as ClipOrder['to'] });
  return chosen;
}
