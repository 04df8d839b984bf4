import {
  ActionRowBuilder,
  ApplicationCommandType,
  ButtonBuilder,
  ButtonStyle,
  ContextMenuCommandBuilder,
  type Interaction,
  MessageFlags,
  MessageType,
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
const GREET = new ContextMenuCommandBuilder().setName('Greet').setType(ApplicationCommandType.User);
let bot: TestBot;

beforeAll(async () => {
  bot = await startTestBot([CLIP, QUOTE as never, GREET as never]);
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
  const { message } = await bot.sandbox.control.waitForAnswer(id);
  expect(message).toMatchObject({ content: 'quote: words', type: MessageType.ContextMenuCommand });
});

test('one on a person gets them as a user and a member, in a DM as a user alone', async () => {
  bot.handle((interaction) => {
    if (!interaction.isUserContextMenuCommand()) return;
    const { targetUser, targetMember } = interaction;
    return interaction.reply(`${targetUser.username} ${targetMember ? 'member' : 'no member'}`);
  });
  const { control } = bot.sandbox;
  const { me } = await control.world('ada');
  const bo = (await control.world('bo')).me;
  const on = async (channel: string, target: string) => {
    const { id } = await control.runOn({ as: 'ada', channel, command: 'Greet', target });
    return (await control.waitForAnswer(id)).message!.content;
  };
  expect(await on('#clips', bo)).toBe('bo member');
  await control.openDm('ada');
  expect(await on('dm', me)).toBe('ada no member');
  await expect(on('dm', bo)).rejects.toThrow("can't be used on that");
});

test('a menu is used on what is in sight: its kind, that channel, and not what only others see', async () => {
  const { control } = bot.sandbox;
  const hidden = await posted(() => {}, { components: [], flags: MessageFlags.Ephemeral });
  const { id: elsewhere } = await control.write({
    as: 'ada',
    channel: '#general',
    content: 'words',
  });
  const bo = (await control.world('bo')).me;
  const on = (as: string, command: string, target: string) =>
    control.runOn({ as, channel: '#clips', command, target });
  for (const target of [elsewhere, bo, '1']) {
    await expect(on('ada', 'Quote', target)).rejects.toThrow("can't be used on that");
  }
  await expect(on('bo', 'Quote', hidden.id)).rejects.toThrow("can't be used on that");
  await expect(on('ada', 'Greet', hidden.id)).rejects.toThrow("can't be used on that");
  await expect(on('ada', 'clip', bo)).rejects.toThrow("can't be used on that");
});

test('a form that Discord would not send is not sent; what no component may be is refused', async () => {
  const input = { type: 4, custom_id: 'title', style: 1, max_length: 4 };
  const label = { type: 18, label: 'Title', component: input };
  let refused = '';
  const message = await posted(async (interaction) => {
    if (interaction.isModalSubmit()) await interaction.reply('sent');
    if (!interaction.isButton()) return;
    const form = { custom_id: 'f', title: 'T', components: [label] };
    const tooLong = { ...form, custom_id: 'f'.repeat(101) };
    await interaction.showModal(tooLong).catch((error) => {
      refused = String(error);
    });
    await interaction.showModal(form);
  });
  const { control } = bot.sandbox;
  const { id } = await control.click({ as: 'ada', message: message.id, customId: 'go' });
  await control.waitForAnswer(id);
  expect(refused).toContain('custom_id');
  const send = (title: string) => control.submit({ as: 'ada', interaction: id, values: { title } });
  await expect(send('')).rejects.toThrow('has to be filled in');
  await expect(send('too long')).rejects.toThrow('0 to 4 characters');
  const sent = await send('ok');
  expect((await control.waitForAnswer(sent.id)).message!.content).toBe('sent');
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
