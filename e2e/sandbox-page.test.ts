import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  ActionRowBuilder,
  ButtonBuilder,
  ButtonStyle,
  type Interaction,
  MessageFlags,
  ModalBuilder,
  SlashCommandBuilder,
  StringSelectMenuBuilder,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestBot, type TestBot } from '../sandbox/testing/bot.ts';
import { findFfmpeg } from '../server/ffmpeg/find.ts';
import { openBrowser } from './support/browser.ts';
import { skipWithout } from './support/parts.ts';

const COMMANDS = [
  new SlashCommandBuilder()
    .setName('clip')
    .setDescription('Post the last minutes of a share')
    .addStringOption((option) =>
      option.setName('duration').setDescription('How much, such as 2m').setAutocomplete(true),
    )
    .addStringOption((option) =>
      option
        .setName('to')
        .setDescription('Where the clip goes')
        .addChoices({ name: 'here', value: 'here' }, { name: 'dm', value: 'dm' }),
    ),
  new SlashCommandBuilder()
    .setName('replay')
    .setDescription('Recording')
    .addSubcommand((sub) => sub.setName('start').setDescription('Get a link for sharing'))
    .addSubcommand((sub) => sub.setName('stop').setDescription('Stop recording')),
];

describe.skipIf(await skipWithout('chromium', 'ffmpeg'))('the page of the sandbox', () => {
  let bot: TestBot;
  let browser: Browser;
  let page: Page;
  let video: Buffer;
  let dir: string;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'sandbox-page-'));
    const file = join(dir, 'clip.mp4');
    const source = 'testsrc2=size=640x360:rate=30:duration=3';
    const args = [
      '-f',
      'lavfi',
      '-i',
      source,
      '-pix_fmt',
      'yuv420p',
      '-movflags',
      '+faststart',
      file,
    ];
    await promisify(execFile)(await findFfmpeg(), ['-v', 'error', ...args]);
    video = await readFile(file);
    bot = await startTestBot(COMMANDS);
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await bot?.close();
    await rm(dir, { recursive: true, force: true });
  });

  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 1200, height: 760 } });
    page.setDefaultTimeout(30_000);
    await page.goto(`${bot.sandbox.url}/?as=ada&channel=clips`);
    await box().waitFor();
  });

  afterEach(() => page.close());

  const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 10_000 });
  const box = (name = '#clips') => page.getByRole('textbox', { name: `Message ${name}` });
  const answer = (text: string) => page.getByRole('article').filter({ hasText: text });

  async function type(text: string): Promise<void> {
    await box().fill(text);
    await box().press('Enter');
  }

  test('a typed command is thought about, then answered with a video that plays', async () => {
    let goOn = () => {};
    bot.handle(async (interaction: Interaction) => {
      if (!interaction.isChatInputCommand()) return;
      await interaction.deferReply();
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
      const length = interaction.options.getString('duration');
      const files = [{ attachment: video, name: 'clip.mp4' }];
      await interaction.editReply({ content: `**Ada** · the last ${length}`, files });
    });
    await type('/clip 10s');
    await page.getByText('Hindsight is thinking…').last().waitFor();
    goOn();
    const message = answer('the last 10s');
    await message.waitFor();
    expect(await message.locator('strong').allTextContents()).toContain('Ada');
    const player = message.locator('video');
    await player.evaluate(async (element: any) => {
      element.muted = true;
      await element.play();
    });
    await eventually(() => player.evaluate((element: any) => element.currentTime)).toBeGreaterThan(
      0.2,
    );
    expect(await player.evaluate((element: any) => element.videoWidth)).toBe(640);
  });

  test('a slash brings up commands, options, choices and the suggestions of the bot', async () => {
    bot.handle(async (interaction: Interaction) => {
      if (!interaction.isAutocomplete()) return;
      const typed = interaction.options.getFocused();
      await interaction.respond(
        ['30s', '2m', '5m']
          .filter((one) => one.startsWith(typed))
          .map((value) => ({ name: value, value })),
      );
    });
    const options = page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option');
    await box().pressSequentially('/cl');
    await eventually(() => options.allTextContents()).toEqual([
      '/clipPost the last minutes of a share',
    ]);
    await box().press('Tab');
    await eventually(() => box().inputValue()).toBe('/clip ');
    await eventually(() => options.count()).toBe(2);
    await box().press('Tab');
    await eventually(() => box().inputValue()).toBe('/clip duration:');
    await eventually(() => options.allTextContents()).toEqual(['30s', '2m', '5m']);
    await box().press('ArrowDown');
    await box().press('ArrowDown');
    await box().press('Enter');
    await eventually(() => box().inputValue()).toBe('/clip duration:2m ');
    await box().pressSequentially('to:');
    await eventually(() => options.allTextContents()).toEqual(['here', 'dm']);
  });

  test('a command without its subcommand is not sent, and the page says why', async () => {
    await type('/replay ');
    await page.getByRole('alert').filter({ hasText: 'needs one of its subcommands' }).waitFor();
    expect(await box().inputValue()).toBe('/replay');
  });

  test('an ephemeral answer is marked, seen by nobody else, and can be dismissed', async () => {
    bot.handle(async (interaction: Interaction) => {
      if (!interaction.isChatInputCommand()) return;
      const link = new ButtonBuilder()
        .setStyle(ButtonStyle.Link)
        .setLabel('Share screen')
        .setURL('https://example.com/share');
      const components = [new ActionRowBuilder<ButtonBuilder>().addComponents(link)];
      await interaction.reply({ content: 'Your link', components, flags: MessageFlags.Ephemeral });
    });
    const other = await browser.newPage();
    await other.goto(`${bot.sandbox.url}/?as=bo&channel=clips`);
    await other.getByRole('textbox', { name: 'Message #clips' }).waitFor();
    await type('/replay start');
    await answer('Only you can see this').waitFor();
    const href = await page.getByRole('link', { name: 'Share screen' }).getAttribute('href');
    expect(href).toBe('https://example.com/share');
    await bot.sandbox.control.write({ as: 'ada', channel: '#clips', content: 'a public word' });
    await other.getByText('a public word').waitFor();
    expect(await other.getByText('Your link').count()).toBe(0);
    await other.close();
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await eventually(() => page.getByText('Your link').count()).toBe(0);
  });

  test('buttons, menus and modals reach the bot and change its message', async () => {
    bot.handle(async (interaction: Interaction) => {
      if (interaction.isChatInputCommand()) {
        const button = new ButtonBuilder()
          .setCustomId('rename')
          .setLabel('Rename')
          .setStyle(ButtonStyle.Primary);
        const menu = new StringSelectMenuBuilder()
          .setCustomId('quality')
          .setPlaceholder('Quality')
          .addOptions({ label: 'Full', value: 'full' }, { label: 'Fit', value: 'fit' });
        const rows = [
          new ActionRowBuilder<ButtonBuilder>().addComponents(button),
          new ActionRowBuilder<StringSelectMenuBuilder>().addComponents(menu),
        ];
        await interaction.reply({ content: 'A clip', components: rows });
      } else if (interaction.isButton()) {
        const input = new TextInputBuilder()
          .setCustomId('title')
          .setLabel('Title')
          .setStyle(TextInputStyle.Short);
        const row = new ActionRowBuilder<TextInputBuilder>().addComponents(input);
        await interaction.showModal(
          new ModalBuilder().setCustomId('m').setTitle('Rename the clip').addComponents(row),
        );
      } else if (interaction.isModalSubmit() && interaction.isFromMessage()) {
        await interaction.update({
          content: `Called ${interaction.fields.getTextInputValue('title')}`,
        });
      } else if (interaction.isStringSelectMenu()) {
        await interaction.reply(`Quality ${interaction.values[0]}`);
      }
    });
    await type('/clip 5m');
    await page.getByRole('button', { name: 'Rename' }).click();
    const dialog = page.getByRole('dialog', { name: 'Rename the clip' });
    await dialog.getByLabel('Title').fill('The last round');
    await dialog.getByRole('button', { name: 'Submit' }).click();
    await answer('Called The last round').waitFor();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByRole('combobox', { name: 'Quality' }).selectOption('fit');
    await answer('Quality fit').waitFor();
  });

  test('a command that nobody answers says so after three seconds', async () => {
    bot.handle(() => {});
    await type('/clip 1m');
    await page.getByText('The application did not respond').waitFor();
  });

  test('DMs arrive, are marked unread, and can be refused in the panel', async () => {
    const ada = (await bot.sandbox.control.world('ada')).me;
    await bot.client.users.send(ada, 'Your recording has stopped');
    await page.locator('.channel.unread').getByText('Hindsight').click();
    await answer('Your recording has stopped').waitFor();
    await box('@Hindsight').waitFor();
    await page.getByRole('button', { name: 'Misbehave' }).click();
    await page.getByLabel('Ada refuses DMs').check();
    await eventually(() =>
      bot.client.users.send(ada, 'again').then(
        () => 'sent',
        (error) => error.code,
      ),
    ).toBe(50007);
    await page.getByLabel('Ada refuses DMs').uncheck();
  });

  test('faults ordered in the panel hit the bot', async () => {
    bot.handle(async (interaction: Interaction) => {
      if (interaction.isChatInputCommand()) await interaction.reply('x');
    });
    await page.getByRole('button', { name: 'Misbehave' }).click();
    await page.getByLabel('Which requests').selectOption('a message of its own');
    await page.getByLabel('What happens').selectOption('413 Request entity too large');
    await page.getByRole('button', { name: 'Break them' }).click();
    await page.getByText('1 × ^/channels').waitFor();
    const clips = (await bot.sandbox.control.world('ada')).guilds[0]!.channels[0]!.id;
    const channel = await bot.client.channels.fetch(clips);
    if (!channel?.isSendable()) throw new Error('#clips can be written to');
    await expect(channel.send('hello')).rejects.toMatchObject({ code: 40005 });
    await eventually(() => page.getByText('1 × ^/channels').count()).toBe(0);
  });
});
