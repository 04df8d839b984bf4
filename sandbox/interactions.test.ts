import { randomBytes } from 'node:crypto';
import {
  type ChatInputCommandInteraction,
  DiscordAPIError,
  type Interaction,
  MessageFlags,
  Routes,
} from 'discord.js';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startTestBot, type TestBot } from './testing/bot.ts';
import { CLIP } from './testing/commands.ts';

// Real sockets and processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const HERE = { as: 'ada', channel: '#clips' };
let bot: TestBot;

beforeAll(async () => {
  bot = await startTestBot([CLIP]);
});
afterAll(() => bot?.close());

/** Lets Ada use a command; what the bot does with it is the test's. */
async function run(
  handler: (interaction: ChatInputCommandInteraction) => Promise<unknown>,
  command = '/clip 2m',
) {
  bot.handle((interaction: Interaction) => {
    if (!interaction.isChatInputCommand()) throw new Error('a command was run');
    return handler(interaction);
  });
  const done = bot.done();
  const { id } = await bot.sandbox.control.run({ ...HERE, command });
  const failure = await done.then(
    () => undefined,
    (error) => {
      if (error instanceof DiscordAPIError) return error;
      throw error;
    },
  );
  return { id, failure, seen: await bot.sandbox.control.interaction(id) };
}

test('a deferred answer is edited, its file comes back byte for byte', async () => {
  const bytes = randomBytes(300_000);
  const { id, seen } = await run(async (interaction) => {
    await interaction.deferReply();
    const waiting = await bot.sandbox.control.interaction(interaction.id);
    expect(waiting.state).toBe('deferred');
    expect(waiting.message!.flags! & MessageFlags.Loading).not.toBe(0);
    await interaction.editReply({ content: 'Here', files: [{ attachment: bytes, name: 'c.mp4' }] });
  });
  expect(seen).toMatchObject({ id, state: 'answered' });
  expect(seen.message).toMatchObject({ content: 'Here', edited_timestamp: null });
  expect(seen.message!.flags! & MessageFlags.Loading).toBe(0);
  const [file] = seen.message!.attachments;
  expect(file).toMatchObject({ filename: 'c.mp4', size: 300_000, content_type: 'video/mp4' });
  expect(await bot.sandbox.control.download(file!.url)).toEqual(bytes);
});

test('the bot learns who, where, when and what it may upload', async () => {
  let given!: ChatInputCommandInteraction;
  const before = Date.now();
  const { failure } = await run(async (interaction) => {
    given = interaction;
    await interaction.reply('x');
  }, '/clip duration:2m to:as a DM of:Bo title:Nice one');
  expect(failure).toBeUndefined();
  expect(given.options.getString('duration')).toBe('2m');
  expect(given.options.getString('to')).toBe('dm');
  expect(given.options.getUser('of')!.username).toBe('bo');
  expect(given.options.getString('title')).toBe('Nice one');
  expect(given.createdTimestamp).toBeGreaterThanOrEqual(before);
  expect(given.createdTimestamp).toBeLessThanOrEqual(Date.now());
  expect(given.attachmentSizeLimit).toBe(10 * 1024 * 1024);
  expect(given.guild!.name).toBe('Hindsight Test Server');
  expect(given.memberPermissions!.has('Administrator')).toBe(true);
  expect(given.appPermissions.has(['SendMessages', 'AttachFiles'])).toBe(true);
});

test('in a DM there is no server, and the default limit counts', async () => {
  let given!: ChatInputCommandInteraction;
  bot.handle(async (interaction) => {
    given = interaction as ChatInputCommandInteraction;
    await given.reply('x');
  });
  const done = bot.done();
  await bot.sandbox.control.run({ as: 'bo', channel: 'dm', command: '/clip' });
  await done;
  expect(given.inGuild()).toBe(false);
  expect(given.user.username).toBe('bo');
  expect(given.attachmentSizeLimit).toBe(10 * 1024 * 1024);
});

test('after three seconds the first answer is refused and the person sees a failure', async () => {
  const { failure, seen } = await run(async (interaction) => {
    await bot.sandbox.control.advance(3001);
    await interaction.reply('late');
  });
  expect(failure).toMatchObject({ code: 10062, status: 404 });
  expect(seen.state).toBe('failed');
  expect(seen.message).toBeUndefined();
});

test('without a bot that answers, three real seconds are enough to fail', async () => {
  bot.handle(() => {});
  const { id } = await bot.sandbox.control.run({ ...HERE, command: '/clip' });
  const before = Date.now();
  expect((await bot.sandbox.control.waitForAnswer(id, 5000)).state).toBe('failed');
  expect(Date.now() - before).toBeGreaterThan(2500);
});

test('after 15 minutes the token is void', async () => {
  const { failure, seen } = await run(async (interaction) => {
    await interaction.deferReply();
    await bot.sandbox.control.advance(15 * 60_000 + 1);
    await interaction.editReply('late');
  });
  expect(failure).toMatchObject({ code: 50027, status: 401 });
  expect(seen.state).toBe('failed');
});

test('a second first answer is refused, the first one stays', async () => {
  const { failure, seen } = await run(async (interaction) => {
    await interaction.reply('first');
    const body = { type: 4, data: { content: 'second' } };
    const route = Routes.interactionCallback(interaction.id, interaction.token);
    await bot.client.rest.post(route, { body, auth: false });
  });
  expect(failure).toMatchObject({ code: 40060, status: 400 });
  expect(seen.message!.content).toBe('first');
});

test('before the first answer there is no webhook', async () => {
  const { failure } = await run(async (interaction) => {
    const route = Routes.webhookMessage(interaction.applicationId, interaction.token);
    await bot.client.rest.patch(route, { body: { content: 'x' }, auth: false });
  });
  expect(failure).toMatchObject({ code: 10015, status: 404 });
});

test('a token that never was, or of another interaction, is refused', async () => {
  const { failure } = await run(async (interaction) => {
    const route = Routes.interactionCallback(interaction.id, 'wrong');
    await bot.client.rest.post(route, { body: { type: 5 }, auth: false });
  });
  expect(failure).toMatchObject({ code: 10062 });
});

test('whether an answer is ephemeral is settled when it is deferred', async () => {
  const { seen } = await run(async (interaction) => {
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    await interaction.editReply('only for Ada');
    await interaction.followUp('for all');
  });
  expect(seen.message!.only_for).toBeDefined();
  const theirs = await bot.sandbox.control.messages({ as: 'bo', channel: '#clips' });
  expect(theirs.map((message) => message.content)).toContain('for all');
  expect(theirs.map((message) => message.content)).not.toContain('only for Ada');
  const mine = await bot.sandbox.control.ephemeral(HERE);
  expect(mine.map((message) => message.content)).toEqual(['only for Ada']);

  const open = await run(async (interaction) => {
    await interaction.deferReply();
    await interaction.followUp({ content: 'too late to hide', flags: MessageFlags.Ephemeral });
  });
  expect(open.seen.message).toMatchObject({ content: 'too late to hide' });
  expect(open.seen.message!.only_for).toBeUndefined();
});

test('an answer can be read, deleted, and is then gone', async () => {
  const { failure } = await run(async (interaction) => {
    await interaction.reply('soon gone');
    expect((await interaction.fetchReply()).content).toBe('soon gone');
    await interaction.deleteReply();
    await interaction.fetchReply();
  });
  expect(failure).toMatchObject({ code: 10008 });
});

test('with_response tells the message', async () => {
  const { seen } = await run(async (interaction) => {
    const response = await interaction.reply({ content: 'x', withResponse: true });
    expect(response.resource!.message!.content).toBe('x');
    expect(response.interaction.responseMessageId).toBe(response.resource!.message!.id);
  });
  expect(seen.state).toBe('answered');
});

test('suggestions come back; more than 25 are refused', async () => {
  bot.handle(async (interaction) => {
    if (!interaction.isAutocomplete()) return;
    expect(interaction.options.getFocused(true)).toMatchObject({ name: 'duration', value: '2' });
    await interaction.respond([{ name: '2 minutes', value: '2m' }]);
  });
  const shown = await bot.sandbox.control.complete({ ...HERE, text: '/clip duration:2' });
  expect(shown.suggestions).toEqual([
    { label: '2 minutes', description: '', text: '/clip duration:2m ' },
  ]);
  bot.handle(async (interaction) => {
    if (!interaction.isAutocomplete()) return;
    const many = Array.from({ length: 26 }, (_, i) => ({ name: `${i}`, value: `${i}` }));
    await interaction.respond(many);
  });
  const done = bot.done();
  const order = bot.sandbox.control.complete({ ...HERE, text: '/clip duration:2' });
  await expect(done).rejects.toMatchObject({ code: 50035 });
  await bot.sandbox.control.advance(3001);
  expect((await order).suggestions).toEqual([]);
});
