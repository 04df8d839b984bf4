import {
  ActionRowBuilder,
  ApplicationCommandType,
  ButtonBuilder,
  ButtonStyle,
  ContextMenuCommandBuilder,
  type Interaction,
  MessageFlags,
  ModalBuilder,
  TextInputBuilder,
  TextInputStyle,
  UserSelectMenuBuilder,
} from 'discord.js';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startTestBot, type TestBot } from './testing/bot.ts';
import { CLIP } from './testing/commands.ts';

// Real sockets and processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const HERE = { as: 'ada', channel: '#clips' };
const QUOTE = new ContextMenuCommandBuilder()
  .setName('Quote')
  .setType(ApplicationCommandType.Message);
let bot: TestBot;

beforeAll(async () => {
  bot = await startTestBot([CLIP, QUOTE as never]);
});
afterAll(() => bot?.close());

const button = new ActionRowBuilder<ButtonBuilder>().addComponents(
  new ButtonBuilder().setCustomId('go').setLabel('Go').setStyle(ButtonStyle.Primary),
  new ButtonBuilder()
    .setCustomId('off')
    .setLabel('Off')
    .setStyle(ButtonStyle.Primary)
    .setDisabled(true),
);

/** Posts a message with the button (and what else is given), and hands later clicks to `handler`. */
async function posted(
  handler: (interaction: Interaction) => unknown,
  message: object = { components: [button] },
) {
  bot.handle((interaction) =>
    interaction.isChatInputCommand()
      ? interaction.reply({ content: 'before', ...message })
      : handler(interaction),
  );
  const { id } = await bot.sandbox.control.run({ ...HERE, command: '/clip' });
  return (await bot.sandbox.control.waitForAnswer(id)).message!;
}

const texts = async () => (await bot.sandbox.control.messages(HERE)).map((one) => one.content);

test('a click updates the message it was made on', async () => {
  const message = await posted(
    (interaction) =>
      interaction.isButton() && interaction.update({ content: 'after', components: [] }),
  );
  const { id } = await bot.sandbox.control.click({ as: 'bo', message: message.id, customId: 'go' });
  const { message: updated } = await bot.sandbox.control.waitForAnswer(id);
  expect(updated).toMatchObject({ id: message.id, content: 'after', components: [] });
});

test('a click that is only acknowledged changes nothing until the edit', async () => {
  const message = await posted(async (interaction) => {
    if (!interaction.isButton()) return;
    await interaction.deferUpdate();
    await interaction.editReply('edited later');
  });
  const done = bot.done();
  await bot.sandbox.control.click({ as: 'ada', message: message.id, customId: 'go' });
  await done;
  expect(await texts()).toContain('edited later');
});

test('disabled or missing buttons, and those that others may not see, can not be clicked', async () => {
  const hidden = { components: [button], flags: MessageFlags.Ephemeral };
  const message = await posted(() => {}, hidden);
  const click = (as: string, customId: string) =>
    bot.sandbox.control.click({ as, message: message.id, customId });
  await expect(click('ada', 'off')).rejects.toThrow('called off');
  await expect(click('ada', 'none')).rejects.toThrow('called none');
  await expect(click('bo', 'go')).rejects.toThrow('not there');
});

test('a modal is shown to its person alone, and sent once', async () => {
  const input = new TextInputBuilder()
    .setCustomId('title')
    .setLabel('Title')
    .setStyle(TextInputStyle.Short);
  const message = await posted(async (interaction) => {
    if (interaction.isButton()) {
      const row = new ActionRowBuilder<TextInputBuilder>().addComponents(input);
      await interaction.showModal(
        new ModalBuilder().setCustomId('m').setTitle('T').addComponents(row),
      );
    } else if (interaction.isModalSubmit()) {
      await interaction.reply(`called ${interaction.fields.getTextInputValue('title')}`);
    }
  });
  const { control } = bot.sandbox;
  const { id } = await control.click({ as: 'ada', message: message.id, customId: 'go' });
  expect((await control.waitForAnswer(id)).modal).toMatchObject({ title: 'T' });
  const order = { interaction: id, values: { title: 'Last round' } };
  await expect(control.submit({ as: 'bo', ...order })).rejects.toThrow('no such form');
  const sent = await control.submit({ as: 'ada', ...order });
  expect((await control.waitForAnswer(sent.id)).message!.content).toBe('called Last round');
  await expect(control.submit({ as: 'ada', ...order })).rejects.toThrow('no such form');
});

test('a menu of people brings them along', async () => {
  const menu = new UserSelectMenuBuilder().setCustomId('who');
  const row = new ActionRowBuilder<UserSelectMenuBuilder>().addComponents(menu);
  const message = await posted(
    (interaction) =>
      interaction.isUserSelectMenu() &&
      interaction.reply(`chose ${interaction.users.map((user) => user.username)}`),
    { components: [row] },
  );
  const bo = (await bot.sandbox.control.world('bo')).me;
  const order = { as: 'ada', message: message.id, customId: 'who', values: [bo] };
  const { id } = await bot.sandbox.control.click(order);
  expect((await bot.sandbox.control.waitForAnswer(id)).message!.content).toBe('chose bo');
});

test('a command in the context menu gets the message it was used on', async () => {
  bot.handle(
    (interaction) =>
      interaction.isMessageContextMenuCommand() &&
      interaction.reply(`quote: ${interaction.targetMessage.content}`),
  );
  const { id: target } = await bot.sandbox.control.write({ ...HERE, content: 'words' });
  const { id } = await bot.sandbox.control.runOn({ ...HERE, command: 'Quote', target });
  expect((await bot.sandbox.control.waitForAnswer(id)).message!.content).toBe('quote: words');
});

test('a first answer that was refused may be tried again', async () => {
  bot.handle(async (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    await interaction.reply('x'.repeat(2001)).catch(() => {});
    await interaction.reply('short');
  });
  const { id } = await bot.sandbox.control.run({ ...HERE, command: '/clip' });
  expect((await bot.sandbox.control.waitForAnswer(id)).message!.content).toBe('short');
});

test('what is said in a DM is for its person', async () => {
  const { control } = bot.sandbox;
  await control.write({ as: 'bo', channel: 'dm', content: 'private' });
  const { dm } = await control.world('bo');
  await expect(control.messages({ as: 'ada', channel: dm!.id })).rejects.toThrow('no channel');
});
