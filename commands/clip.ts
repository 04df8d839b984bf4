import { MessageFlags, SlashCommandBuilder } from 'discord.js';
import type { ClipOrder } from '../server/clips/order.ts';
import { UserError } from '../server/errors.ts';
import type { Call, Command } from './command.ts';
import { durationOption, formatDuration, parseDuration } from './duration.ts';
import { orderBy } from './order.ts';
import { needUploadRight } from './place.ts';
import { soon } from './soon.ts';

const PRESETS_MS = [30_000, 60_000, 120_000, 300_000, 600_000, 1_200_000];
const DEFAULT_MS = 120_000;

const definition = new SlashCommandBuilder()
  .setName('clip')
  .setDescription('Posts the last moments of your screen share')
  .addStringOption((option) =>
    option
      .setName('duration')
      .setDescription('How much: 2m, 90s, 1m30s or 1:30 (2m when left out)')
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
    option.setName('ago').setDescription('How long ago it ends, such as 30s'),
  )
  .addStringOption((option) =>
    option.setName('title').setDescription('What to call it').setMaxLength(100),
  )
  .toJSON();

async function run({ interaction, momentMs, services, deliver }: Call): Promise<void> {
  const lengthMs = durationOption(interaction.options.getString('duration'), DEFAULT_MS);
  const agoMs = durationOption(interaction.options.getString('ago'), 0);
  const { windowMs } = services.config;
  if (lengthMs < 1000) throw new UserError('A clip has to be at least a second long.');
  if (lengthMs + agoMs > windowMs) {
    throw new UserError(`Only the last ${formatDuration(windowMs)} are kept.`);
  }
  const to = (interaction.options.getString('to') ?? 'here') as ClipOrder['to'];
  if (to === 'here') needUploadRight(interaction);
  const toMs = momentMs - agoMs;
  await soon(services.clipMaker.needSomething(interaction.user.id));

  await interaction.deferReply(to === 'here' ? {} : { flags: MessageFlags.Ephemeral });
  await deliver({
    ...orderBy(interaction, momentMs),
    fromMs: toMs - lengthMs,
    toMs,
    last: true,
    to,
    title: interaction.options.getString('title') ?? undefined,
  });
}

export const clip: Command = {
  definition,
  run,
  async complete(interaction, { config }) {
    const typed = interaction.options.getFocused().trim();
    const typedMs = parseDuration(typed);
    const presets = PRESETS_MS.filter((ms) => ms <= config.windowMs);
    const fits = presets.filter((ms) => formatDuration(ms).startsWith(typed.toLowerCase()));
    const possible = typedMs !== null && typedMs >= 1000 && typedMs <= config.windowMs;
    const offered = possible ? [typedMs, ...fits] : fits;
    return [...new Set(offered)].map((ms) => {
      const value = formatDuration(ms);
      return { name: `the last ${value}`, value };
    });
  },
};
