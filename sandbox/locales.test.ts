import { SlashCommandBuilder } from 'discord.js';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createCommands } from './commands.ts';
import { DiscordError } from './errors.ts';
import { startTestBot, type TestBot } from './testing/bot.ts';

const PLACE = { as: 'ada', channel: '#clips' };
const SERVER = 'Hindsight Test Server';
const CLIP = new SlashCommandBuilder()
  .setName('clip')
  .setDescription('Post')
  .setNameLocalizations({ de: 'klipp' })
  .setDescriptionLocalizations({ de: 'Posten' })
  .addStringOption((option) =>
    option
      .setName('to')
      .setDescription('Where')
      .setNameLocalizations({ de: 'ziel' })
      .addChoices({ name: 'here', value: 'here', name_localizations: { de: 'hierher' } }),
  );

let bot: TestBot;
beforeAll(async () => {
  bot = await startTestBot([CLIP]);
});
afterAll(() => bot.close());

test('the bot hears what somebody’s app speaks, and the server', async () => {
  const { control } = bot.sandbox;
  const heard = async () => {
    bot.handle(async (interaction) => {
      if (!interaction.isChatInputCommand()) throw new Error('a command was run');
      await interaction.reply('ok');
      return [interaction.locale, interaction.guildLocale, interaction.options.getString('to')];
    });
    const done = bot.done();
    await control.run({ ...PLACE, command: '/clip to:here' });
    return done;
  };
  expect(await heard()).toEqual(['en-US', 'en-US', 'here']);
  await control.setLocale('ada', 'de');
  await control.setGuildLocale(SERVER, 'fr');
  expect(await heard()).toEqual(['de', 'fr', 'here']);
  const known = () => bot.client.guilds.cache.find(({ name }) => name === SERVER);
  await vi.waitFor(() => expect(known()?.preferredLocale).toBe('fr'));
  await expect(control.setLocale('ada', 'xx')).rejects.toThrow('Discord knows no language xx');
});

test('a person is shown names of their language, and can type those or the command’s own', async () => {
  const { control } = bot.sandbox;
  await control.setLocale('ada', 'de');
  const offered = async (as: string, text: string) => {
    const { suggestions } = await control.complete({ ...PLACE, as, text });
    return suggestions.map(({ label, description }) => `${label} ${description}`.trim());
  };
  expect(await offered('ada', '/')).toEqual(['/klipp Posten']);
  expect(await offered('bo', '/')).toEqual(['/clip Post']);
  expect(await offered('ada', '/klipp ziel:')).toEqual(['hierher']);
  bot.handle(async (interaction) => {
    if (!interaction.isChatInputCommand()) throw new Error('a command was run');
    await interaction.reply('ok');
    return [interaction.commandName, interaction.options.getString('to')];
  });
  for (const command of ['/klipp ziel:hierher', '/clip to:here']) {
    const done = bot.done();
    await control.run({ ...PLACE, command });
    expect(await done).toEqual(['clip', 'here']);
  }
  const strange = control.run({ ...PLACE, as: 'bo', command: '/klipp' });
  await expect(strange).rejects.toThrow('no command /klipp');
});

test('commands are listed without localizations, unless they are asked for', async () => {
  const [plain] = [...(await bot.client.application.commands.fetch()).values()];
  expect(plain!.nameLocalizations).toBeNull();
  const all = await bot.client.application.commands.fetch({ withLocalizations: true });
  const [full] = [...all.values()];
  expect(full!.nameLocalizations).toEqual({ de: 'klipp' });
  expect(full!.options[0]).toMatchObject({ nameLocalizations: { de: 'ziel' } });
});

const option = (over: object) => ({ type: 3, name: 'a', description: 'b', ...over });
test.each([
  ['a capital in a name', { name_localizations: { de: 'Klipp' } }, 'Command name is invalid'],
  ['a name that is too long', { name_localizations: { de: 'x'.repeat(33) } }, 'between 1 and 32'],
  ['a description that is too long', { description_localizations: { de: 'x'.repeat(101) } }, '100'],
  ['a language that Discord has not', { name_localizations: { xx: 'x' } }, 'Value must be one of'],
  [
    'a choice that is too long',
    {
      options: [
        option({
          choices: [{ name: 'a', value: 'a', name_localizations: { de: 'x'.repeat(101) } }],
        }),
      ],
    },
    'between 1 and 100',
  ],
  [
    'more than 8000 characters, the longest language counted',
    {
      options: Array.from({ length: 25 }, (_, i) =>
        option({
          name: `o${i}`,
          choices: Array.from({ length: 5 }, (_, n) => ({
            ...{ name: 'a', value: `${n}`, name_localizations: { de: 'x'.repeat(70) } },
          })),
        }),
      ),
    },
    'exceeds maximum size',
  ],
])('%s is refused', (_, over, words) => {
  const register = () =>
    createCommands('1').overwrite([{ name: 'clip', description: 'x', ...over }]);
  expect(register).toThrow(DiscordError);
  try {
    register();
  } catch (error) {
    expect(JSON.stringify((error as DiscordError).body)).toContain(words);
  }
});
