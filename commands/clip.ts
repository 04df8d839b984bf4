import { SlashCommandBuilder } from 'discord.js';
import { lastOf, needRange, sinceMark, usualLength } from '../server/clips/asked-range.ts';
import type { ClipOrder } from '../server/clips/order.ts';
import { needTitle } from '../server/clips/title.ts';
import { UserError } from '../server/errors.ts';
import { wordsAt } from '../server/words/words.ts';
import { allowed } from './allowed.ts';
import { addClipOptions, clipOptions } from './clip-options.ts';
import type { Call, Command } from './command.ts';
import { durationOption } from './duration.ts';
import { allOf, durationChoices, isAll } from './duration-choices.ts';
import { momentChoices, momentOption } from './moment.ts';
import { sharerChoices, sharerOption } from './of.ts';
import { orderBy } from './order.ts';
import { soon } from './soon.ts';
import { worded, wordedChoices } from './worded.ts';

const builder = worded(new SlashCommandBuilder(), (commands) => commands.clip)
  .addStringOption((option) => worded(option, ({ clip }) => clip.duration).setAutocomplete(true))
  .addStringOption((option) =>
    worded(option, ({ clip }) => clip.to).addChoices(
      ...wordedChoices(({ clip }) => clip.to.choices),
    ),
  )
  .addStringOption((option) =>
    worded(option, ({ clip }) => clip.of)
      .setMaxLength(100)
      .setAutocomplete(true),
  )
  .addStringOption((option) => worded(option, ({ clip }) => clip.from).setAutocomplete(true))
  .addStringOption((option) => worded(option, ({ clip }) => clip.ago))
  .addStringOption((option) => worded(option, ({ clip }) => clip.title).setMaxLength(100));
const definition = addClipOptions(builder).toJSON();

/** What of the buffer is asked for. @throws UserError in words about the options */
async function rangeOf({ interaction, momentMs, services }: Call, isOwn: boolean) {
  const { options, user } = interaction;
  const { config, marks } = services;
  const [typed, from] = [options.getString('duration'), options.getString('from')];
  const format = (options.getString('format') ?? undefined) as ClipOrder['format'];
  const agoMs = durationOption(options.getString('ago'), 0);
  const lengthMs = isAll(typed)
    ? await allOf({ userId: user.id, isOwn, agoMs }, services)
    : durationOption(typed, usualLength(format));
  const endMs = momentMs - agoMs;

  let range = lastOf(lengthMs, endMs);
  if (from !== null) {
    const fromMs = await momentOption(from, { userId: user.id, momentMs, marks });
    const toMs = typed === null ? endMs : Math.min(fromMs + lengthMs, endMs);
    range = { fromMs, toMs, last: false };
  } else if (typed === null && isOwn) {
    range = await sinceMark({ userId: user.id, endMs, format, marks });
  }
  needRange(range, { momentMs, windowMs: config.windowMs, format });
  return range;
}

async function run(call: Call): Promise<void> {
  const { interaction, momentMs, services, take } = call;
  const { user } = interaction;
  const sharerId = await sharerOption(call);
  const isOwn = sharerId === user.id;
  const range = await rangeOf(call, isOwn);
  const title = needTitle(interaction.options.getString('title') ?? '') || undefined;
  const chosen = clipOptions(interaction);
  const to = (interaction.options.getString('to') ?? 'here') as ClipOrder['to'];
  if (!isOwn && to === 'library') {
    throw new UserError(({ asked }) => asked.othersLibrary);
  }
  const order = await allowed(
    { ...orderBy(interaction, momentMs), sharerId, ...range, ...chosen, to, title },
    call,
  );
  await soon(services.clipMaker.needSomething(sharerId, order.only));

  await take(order);
}

export const clip: Command = {
  definition,
  run,
  async complete(interaction, services) {
    const words = wordsAt(interaction.locale);
    const { user } = interaction;
    const { name, value } = interaction.options.getFocused(true);
    const typed = value.trim();
    if (name === 'of') return sharerChoices(interaction, typed, services);
    if (name === 'duration') return durationChoices(typed, user.id, services, words);
    const asked = { userId: user.id, momentMs: Date.now(), marks: services.marks };
    return momentChoices(typed, asked, words);
  },
};
