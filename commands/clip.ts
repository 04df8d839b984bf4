import { SlashCommandBuilder } from 'discord.js';
import { lastOf, needRange, sinceMark, usualLength } from '../server/clips/asked-range.ts';
import type { ClipOrder } from '../server/clips/order.ts';
import { needTitle } from '../server/clips/title.ts';
import { addClipOptions, clipOptions } from './clip-options.ts';
import type { Call, Command } from './command.ts';
import { durationOption } from './duration.ts';
import { durationChoices } from './duration-choices.ts';
import { momentChoices, momentOption } from './moment.ts';
import { orderBy } from './order.ts';
import { needUploadRight } from './place.ts';
import { soon } from './soon.ts';

const builder = new SlashCommandBuilder()
  .setName('clip')
  .setDescription('Posts the last moments of your screen share')
  .addStringOption((option) =>
    option
      .setName('duration')
      .setDescription(
        'How much: 2m, 90s, 1m30s or 1:30 (since your last mark, or 2m, when left out)',
      )
      .setAutocomplete(true),
  )
  .addStringOption((option) =>
    option
      .setName('to')
      .setDescription('Where it goes (here when left out)')
      .addChoices(
        { name: 'here', value: 'here' },
        { name: 'to me as a direct message', value: 'dm' },
        { name: 'only into my library', value: 'library' },
      ),
  )
  .addStringOption((option) =>
    option
      .setName('from')
      .setDescription('Where it begins: a mark of yours, the end of your last clip, or 5m ago')
      .setAutocomplete(true),
  )
  .addStringOption((option) =>
    option.setName('ago').setDescription('How long ago it ends, such as 30s'),
  )
  .addStringOption((option) =>
    option.setName('title').setDescription('What to call it').setMaxLength(100),
  );
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
  const title = needTitle(interaction.options.getString('title') ?? '') || undefined;
  const chosen = clipOptions(interaction);
  const to = (interaction.options.getString('to') ?? 'here') as ClipOrder['to'];
  if (to === 'here') needUploadRight(interaction);
  await soon(services.clipMaker.needSomething(interaction.user.id));

  await take({
    ...orderBy(interaction, momentMs),
    ...range,
    ...chosen,
    to,
    title,
  });
}

export const clip: Command = {
  definition,
  run,
  async complete(interaction, services) {
    const { user } = interaction;
    const { name, value } = interaction.options.getFocused(true);
    const typed = value.trim();
    if (name === 'duration') return durationChoices(typed, user.id, services);
    return momentChoices(typed, {
      userId: user.id,
      momentMs: Date.now(),
      marks: services.marks,
    });
  },
};
