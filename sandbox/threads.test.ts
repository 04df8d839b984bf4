import { DiscordAPIError, Routes } from 'discord.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { channelIds, startTestBot, type TestBot } from './testing/bot.ts';
import { CLIP } from './testing/commands.ts';

const SERVER = 'Hindsight Test Server';
let bot: TestBot;
let clips: string;
beforeAll(async () => {
  bot = await startTestBot([CLIP]);
  clips = (await channelIds(bot)).clips!;
  await bot.sandbox.control.setRateLimits(false);
});
afterAll(() => bot?.close());

const addThread = (name: string, kind: 'thread' | 'private thread' = 'thread') =>
  bot.sandbox.control.addChannel({ kind, name, parent: clips, members: ['ada'] });

/** The code with which Discord refuses it. */
async function refused(call: Promise<unknown>): Promise<number | string> {
  const error = await call.then(
    () => null,
    (one) => one,
  );
  if (!(error instanceof DiscordAPIError)) throw new Error(`not refused: ${error}`);
  return error.code;
}

const write = (channelId: string, more = {}) =>
  bot.client.rest.post(Routes.channelMessages(channelId), { body: { content: 'hello', ...more } });

test('a forum and a category take no messages, a post in a forum does', async () => {
  const { addChannel } = bot.sandbox.control;
  const forum = await addChannel({ kind: 'forum', name: 'questions', guild: SERVER });
  const category = await addChannel({ kind: 'category', name: 'games', guild: SERVER });
  expect(await refused(write(forum.id))).toBe(40058);
  expect(await refused(write(category.id))).toBe(50008);
  const { id } = await addChannel({ kind: 'thread', name: 'a question', parent: forum.id });
  await write(id);
});

test('discord.js learns of new channels and threads, and how they change', async () => {
  const { id } = await addThread('seen');
  await expect.poll(() => bot.client.channels.cache.get(id)?.isThread()).toBe(true);
  await bot.sandbox.control.setThread(id, { locked: true });
  await expect
    .poll(() => {
      const thread = bot.client.channels.cache.get(id);
      return thread?.isThread() && thread.locked;
    })
    .toBe(true);
});

test('a locked thread takes nothing; what is written in an archived one opens it', async () => {
  const { control } = bot.sandbox;
  const { id } = await addThread('locked');
  const { id: message } = (await write(id)) as { id: string };
  await control.setThread(id, { locked: true });
  expect(await refused(write(id))).toBe(160005);
  await control.setThread(id, { archived: true });
  expect(await refused(write(id))).toBe(50083);
  await control.setThread(id, { locked: false });
  const edit = () =>
    bot.client.rest.patch(Routes.channelMessage(id, message), { body: { content: 'hi' } });
  expect(await refused(edit())).toBe(50083);
  await write(id);
  await edit();
});

test('a private thread and a group are not for a bot that is not in them', async () => {
  const thread = await addThread('secret', 'private thread');
  expect(await refused(write(thread.id))).toBe(50001);
  const { addChannel } = bot.sandbox.control;
  const group = await addChannel({ kind: 'group', name: 'friends', members: ['ada', 'bo'] });
  expect(await refused(write(group.id))).toBe(50001);
});

test('threads have a right of their own, and answers to messages one more', async () => {
  const { control } = bot.sandbox;
  const { id } = await addThread('rights');
  await control.deny('#clips', ['SendMessages']);
  await write(id);
  await control.deny('#clips', ['SendMessagesInThreads']);
  expect(await refused(write(id))).toBe(50013);
  await control.deny('#clips', []);
  const { id: message_id } = (await write(clips)) as { id: string };
  await control.deny('#clips', ['ReadMessageHistory']);
  expect(await refused(write(clips, { message_reference: { message_id } }))).toBe(160002);
  await control.deny('#clips', []);
});

test('where only the person has installed the app, five messages can follow an answer', async () => {
  const { control } = bot.sandbox;
  const { id } = await control.addChannel({ kind: 'group', name: 'five', members: ['ada'] });
  const codes: unknown[] = [];
  bot.handle(async (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    expect(interaction.context).toBe(2);
    expect(interaction.appPermissions.toArray()).toContain('AttachFiles');
    await interaction.reply('the answer');
    for (let i = 0; i < 6; i++) {
      codes.push(
        await interaction.followUp('more').then(
          () => 'sent',
          (err) => err.code,
        ),
      );
    }
  });
  const done = bot.done();
  await control.run({ as: 'ada', channel: id, command: '/clip' });
  await done;
  expect(codes).toEqual(['sent', 'sent', 'sent', 'sent', 'sent', 40094]);
});
