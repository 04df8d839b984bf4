import type { ChatInputCommandInteraction, SharedSlashCommandOptions } from 'discord.js';
import { needPossible } from '../server/clips/asked-range.ts';
import type { ClipOrder } from '../server/clips/order.ts';
import { worded, wordedChoices } from './worded.ts';

/** How a clip is made and posted: the same for every command that makes one. */
export function addClipOptions<T extends SharedSlashCommandOptions<T>>(builder: T): T {
  return builder
    .addStringOption((option) =>
      worded(option, ({ making }) => making.quality).addChoices(
        ...wordedChoices(({ making }) => making.quality.choices),
      ),
    )
    .addStringOption((option) =>
      worded(option, ({ making }) => making.format).addChoices(
        ...wordedChoices(({ making }) => making.format.choices),
      ),
    )
    .addStringOption((option) =>
      worded(option, ({ making }) => making.gaps).addChoices(
        ...wordedChoices(({ making }) => making.gaps.choices),
      ),
    )
    .addStringOption((option) =>
      worded(option, ({ making }) => making.voice).addChoices(
        ...wordedChoices(({ making }) => making.voice.choices),
      ),
    );
}

/** @throws UserError where they contradict one another */
export function clipOptions({
  options,
}: ChatInputCommandInteraction): Pick<ClipOrder, 'quality' | 'format' | 'gaps' | 'voice'> {
  const chosen = {
    quality: (options.getString('quality') ?? undefined) as ClipOrder['quality'],
    format: (options.getString('format') ?? undefined) as ClipOrder['format'],
    gaps: (options.getString('gaps') ?? undefined) as ClipOrder['gaps'],
    voice: (options.getString('voice') ?? undefined) as ClipOrder['voice'],
  };
  needPossible({ ...chosen, to: (options.getString('to') ?? undefined) as ClipOrder['to'] });
  return chosen;
}
