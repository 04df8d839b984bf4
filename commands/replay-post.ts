import { needRange } from '../server/clips/asked-range.ts';
import { UserError } from '../server/errors.ts';
import { wordsAt } from '../server/words/words.ts';
import { allowed } from './allowed.ts';
import { addClipOptions, clipOptions } from './clip-options.ts';
import { momentChoices, momentOption } from './moment.ts';
import { orderBy } from './order.ts';
import { soon } from './soon.ts';
import type { Subcommand } from './subcommand.ts';
import { worded } from './worded.ts';

/** Posts the stretch between two moments: so long ago, or marks. */
export const post: Subcommand = {
  name: 'post',
  define: (builder) =>
    addClipOptions(
      worded(builder, (commands) => commands.post)
        .addStringOption((option) =>
          worded(option, ({ post }) => post.from)
            .setAutocomplete(true)
            .setRequired(true),
        )
        .addStringOption((option) => worded(option, ({ post }) => post.to).setAutocomplete(true)),
    ),
  async run(call) {
    const { interaction, momentMs, services, take } = call;
    const { config, clipMaker, marks } = services;
    const by = { userId: interaction.user.id, momentMs, marks };
    const to = interaction.options.getString('to');
    const fromMs = await momentOption(interaction.options.getString('from', true), by);
    const toMs = to === null ? momentMs : await momentOption(to, by);
    if (fromMs >= toMs) {
      throw new UserError((words) => words.asked.fromBeforeTo);
    }
    const options = clipOptions(interaction);
    const range = { fromMs, toMs, last: false };
    needRange(range, { momentMs, windowMs: config.windowMs, format: options.format });
    const wanted = { ...orderBy(interaction, momentMs), ...options, ...range, to: 'here' as const };
    const order = await allowed(wanted, call);
    await soon(clipMaker.needSomething(interaction.user.id));

    await take(order);
  },
  async complete(interaction, { marks }) {
    const userId = interaction.user.id;
    const asked = { userId, momentMs: Date.now(), marks };
    return momentChoices(interaction.options.getFocused(), asked, wordsAt(interaction.locale));
  },
};
