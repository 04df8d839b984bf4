import { SlashCommandBuilder } from 'discord.js';
import { lastOf, needRange, sinceMark, usualLength } from '../server/clips/asked-range.ts';
import type { ClipOrder } from '../server/clips/order.ts';
import { wordsAt } from '../server/words/words.ts';
import { addClipOptions, clipOptions } from './clip-options.ts';
import type { Call, Command } from './command.ts';
import { durationOption, formatDuration, parseDuration } from './duration.ts';
import { momentChoices, momentOption } from './moment.ts';
import { orderBy } from './order.ts';
import { needUploadRight } from './place.ts';
import { soon } from './soon.ts';
import { worded, wordedChoices } from './worded.ts';

const PRESETS_MS = [30_000, 60_000, 120_000, 300_000, 600_000, 1_200_000];

const builder = worded(new SlashCommandBuilder(), (commands) => commands.clip)
  .addStringOption((option) => worded(option, ({ clip }) => clip.duration).setAutocomplete(true))
  .addStringOption((option) =>
    worded(option, ({ clip }) => clip.to).addChoices(
      ...wordedChoices(({ clip }) => clip.to.choices),
    ),
  )
  .addStringOption((option) => worded(option, ({ clip }) => clip.from).setAutocomplete(true))
  .addStringOption((option) => worded(option, ({ clip }) => clip.ago))
  .addStringOption((option) => worded(option, ({ clip }) => clip.title).setMaxLength(100));
const definition = addClipOptions(builder).toJSON();

/** What of the buffer is asked for. @throws UserError in words about the options */
async function rangeOf({ interaction, momentMs, services }: Call) {
  const { options, user } = interaction;
  const { config, marks } = services;
  const [typed, from] = [options.getString('duration'), options.getString('from')];
  const format = (options.getString('format') ?? undefined) as ClipOrder['format'];
  const agoMs = durationOption(options.getString('ago'), 0);
  const lengthMs = durationOption(typed, usualLength(format));
  const endMs = momentMs - agoMs;

  let range = lastOf(lengthMs, endMs);
  if (from !== null) {
    const fromMs = await momentOption(from, { userId: user.id, momentMs, marks });
    const toMs = typed === null ? endMs : Math.min(fromMs + lengthMs, endMs);
    range = { fromMs, toMs, last: false };
  } else if (typed === null) {
    range = await sinceMark({ userId: user.id, endMs, format, marks });
  }
  needRange(range, { momentMs, windowMs: config.windowMs, format });
  return range;
}

async function run(call: Call): Promise<void> {
  const { interaction, momentMs, services, take } = call;
  const range = await rangeOf(call);
  const chosen = clipOptions(interaction);
  const to = (interaction.options.getString('to') ?? 'here') as ClipOrder['to'];
  if (to === 'here') needUploadRight(interaction);
  await soon(services.clipMaker.needSomething(interaction.user.id));

  await take({
    ...orderBy(interaction, momentMs),
    ...range,
    ...chosen,
    to,
    title: interaction.options.getString('title') ?? undefined,
  });
}

export const clip: Command = {
  definition,
  run,
  async complete(interaction, { config, marks }) {
    const words = wordsAt(interaction.locale);
    const { name, value } = interaction.options.getFocused(true);
    const typed = value.trim();
    if (name === 'from') {
      const asked = { userId: interaction.user.id, momentMs: Date.now(), marks };
      return momentChoices(typed, asked, words);
    }
    const typedMs = parseDuration(typed);
    const presets = PRESETS_MS.filter((ms) => ms <= config.windowMs);
    const fits = presets.filter((ms) => formatDuration(ms).startsWith(typed.toLowerCase()));
    const possible = typedMs !== null && typedMs >= 1000 && typedMs <= config.windowMs;
    const offered = possible ? [typedMs, ...fits] : fits;
    return [...new Set(offered)].map((ms) => ({
      name: words.choices.last(words.duration(ms)),
      value: formatDuration(ms),
    }));
  },
};
