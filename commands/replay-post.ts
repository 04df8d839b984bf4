import { needGifLength } from '../server/clips/gif.ts';
import { UserError } from '../server/errors.ts';
import { addClipOptions, clipOptions } from './clip-options.ts';
import { durationOption, formatDuration } from './duration.ts';
import { orderBy } from './order.ts';
import { needUploadRight } from './place.ts';
import { soon } from './soon.ts';
import type { Subcommand } from './subcommand.ts';

/** Posts the stretch between two moments ago. */
export const post: Subcommand = {
  name: 'post',
  define: (builder) =>
    addClipOptions(
      builder
        .setDescription('Posts the stretch between two moments ago')
        .addStringOption((option) =>
          option
            .setName('from')
            .setDescription('How long ago it begins, such as 5m')
            .setRequired(true),
        )
        .addStringOption((option) =>
          option
            .setName('to')
            .setDescription('How long ago it ends, such as 3m (now when left out)'),
        ),
    ),
  async run({ interaction, momentMs, services, deliver }) {
    const fromAgoMs = durationOption(interaction.options.getString('from', true), 0);
    const toAgoMs = durationOption(interaction.options.getString('to'), 0);
    if (fromAgoMs <= toAgoMs) {
      throw new UserError('`from` has to be longer ago than `to`: from:5m to:3m, say.');
    }
    if (fromAgoMs > services.config.windowMs) {
      throw new UserError(`Only the last ${formatDuration(services.config.windowMs)} are kept.`);
    }
    const options = clipOptions(interaction);
    if (options.format === 'gif') needGifLength(fromAgoMs - toAgoMs);
    needUploadRight(interaction);
    await soon(services.clipMaker.needSomething(interaction.user.id));

    await interaction.deferReply();
    await deliver({
      ...orderBy(interaction, momentMs),
      ...options,
      fromMs: momentMs - fromAgoMs,
      toMs: momentMs - toAgoMs,
      last: false,
      to: 'here',
    });
  },
};
