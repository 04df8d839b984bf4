import { type GuildTextBasedChannel, Routes } from 'discord.js';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { startTestBot, type TestBot } from './testing/bot.ts';
import { CLIP } from './testing/commands.ts';

// Real sockets and processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const MIB = 1024 * 1024;
const HERE = { as: 'ada', channel: '#clips' };
let bot: TestBot;
let clips: GuildTextBasedChannel;
let highlights: GuildTextBasedChannel;
let ada: string;

beforeAll(async () => {
  bot = await startTestBot([CLIP]);
  await bot.sandbox.control.setRateLimits(false);
  const world = await bot.sandbox.control.world();
  ada = world.me;
  const channel = async (guild: number, i: number) =>
    (await bot.client.channels.fetch(
      world.guilds[guild]!.channels[i]!.id,
    )) as GuildTextBasedChannel;
  clips = await channel(0, 0);
  highlights = await channel(1, 0);
});
afterAll(() => bot?.close());
beforeEach(() => bot.sandbox.control.setUploadLimit('Hindsight Test Server', 10 * MIB));

const file = (bytes: number) => ({ files: [{ attachment: Buffer.alloc(bytes), name: 'f.mp4' }] });

test('a file over the limit of where it goes is refused: server, boosted server, DM, answer', async () => {
  await bot.sandbox.control.setUploadLimit('Hindsight Test Server', MIB);
  await expect(clips.send(file(MIB + 1))).rejects.toMatchObject({ status: 413, code: 40005 });
  await clips.send(file(MIB));
  await highlights.send(file(11 * MIB));
  await expect(bot.client.users.send(ada, file(10 * MIB + 1))).rejects.toMatchObject({
    code: 40005,
  });
  await bot.client.users.send(ada, file(2 * MIB));

  bot.handle(async (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    expect(interaction.attachmentSizeLimit).toBe(MIB);
    await interaction.deferReply();
    await expect(interaction.editReply(file(MIB + 1))).rejects.toMatchObject({ code: 40005 });
    await interaction.editReply(file(MIB));
  });
  const done = bot.done();
  await bot.sandbox.control.run({ ...HERE, command: '/clip' });
  await done;
});

test('who refuses DMs gets none, the bot gets 50007; so it does for strangers 50278', async () => {
  const { control } = bot.sandbox;
  const { length } = await control.dms('ada');
  await control.refuseDms('ada');
  await expect(bot.client.users.send(ada, 'hello')).rejects.toMatchObject({
    code: 50007,
    status: 403,
  });
  await control.refuseDms('ada', false);
  await bot.client.users.send(ada, 'hello');
  expect(await control.dms('ada')).toHaveLength(length + 1);

  const cy = (await control.world('cy')).me;
  for (const guild of ['Hindsight Test Server', 'Boosted Server'])
    await control.setMember(guild, 'cy', false);
  await expect(bot.client.users.send(cy, 'hello')).rejects.toMatchObject({ code: 50278 });
  for (const guild of ['Hindsight Test Server', 'Boosted Server'])
    await control.setMember(guild, 'cy', true);
});

test('missing permissions are refused, answers to interactions need none', async () => {
  const { control } = bot.sandbox;
  await control.deny('#clips', ['AttachFiles']);
  await expect(clips.send(file(10))).rejects.toMatchObject({ code: 50013, status: 403 });
  await clips.send('words are fine');
  await control.deny('#clips', ['SendMessages']);
  await expect(clips.send('x')).rejects.toMatchObject({ code: 50013 });
  await control.deny('#clips', ['ViewChannel']);
  await expect(clips.send('x')).rejects.toMatchObject({ code: 50001 });
  bot.handle(async (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    expect(interaction.appPermissions.has('ViewChannel')).toBe(false);
    await interaction.reply(file(10));
  });
  const done = bot.done();
  await control.run({ ...HERE, command: '/clip' });
  await done;
  await control.deny('#clips', []);
  await clips.send('again');
});

test('with enforce_nonce a message is made once, even when both requests are under way', async () => {
  const before = (await bot.sandbox.control.messages(HERE)).length;
  const send = () =>
    clips.send({ content: 'once', nonce: 'order-1', enforceNonce: true, ...file(MIB) });
  const [first, second] = await Promise.all([send(), send()]);
  const third = await send();
  expect([second.id, third.id]).toEqual([first.id, first.id]);
  expect(await bot.sandbox.control.messages(HERE)).toHaveLength(before + 1);
  await bot.sandbox.control.advance(6 * 60_000);
  expect((await send()).id).not.toBe(first.id);
});

test('allowed_mentions decides who is pinged', async () => {
  const content = `<@${ada}> @everyone`;
  const loud = await clips.send({ content });
  expect(loud.mentions.users.has(ada)).toBe(true);
  expect(loud.mentions.everyone).toBe(true);
  const quiet = await clips.send({ content, allowedMentions: { parse: [] } });
  expect(quiet.mentions.users.size).toBe(0);
  expect(quiet.mentions.everyone).toBe(false);
});

test.each([
  ['too long', { content: 'x'.repeat(2001) }, 50035, 'content'],
  ['an embed that is too long', { embeds: [{ title: 'x'.repeat(257) }] }, 50035, 'embeds'],
  [
    'a button without id',
    { components: [{ type: 1, components: [{ type: 2, style: 1, label: 'x' }] }] },
    50035,
    'components',
  ],
  ['empty', {}, 50006, undefined],
])('a message that is %s is refused', async (_name, body, code, field) => {
  const failure: any = await bot.client.rest
    .post(Routes.channelMessages(clips.id), { body })
    .catch((error) => error);
  expect(failure).toMatchObject({ code, status: 400 });
  if (field) expect(failure.rawError.errors).toHaveProperty(field);
});

test('an edit keeps, replaces or drops files', async () => {
  const message = await clips.send({ content: 'a', ...file(5) });
  const renamed = await message.edit('b');
  expect(renamed.attachments.size).toBe(1);
  const replaced = await message.edit({
    attachments: [],
    files: [{ attachment: Buffer.from('new'), name: 'n.txt' }],
  });
  expect(replaced.attachments.map((one) => one.name)).toEqual(['n.txt']);
  const bare = await message.edit({ content: 'c', attachments: [] });
  expect(bare.attachments.size).toBe(0);
  expect(bare.editedTimestamp).not.toBeNull();
});

test('only the author edits; what is deleted is unknown', async () => {
  const { id } = await bot.sandbox.control.write({ ...HERE, content: 'by Ada' });
  const theirs = await clips.messages.fetch(id);
  expect(theirs.author.username).toBe('ada');
  await expect(
    bot.client.rest.patch(Routes.channelMessage(clips.id, id), { body: { content: 'x' } }),
  ).rejects.toMatchObject({ code: 50005 });
  const own = await clips.send('own');
  await own.delete();
  await expect(clips.messages.fetch({ message: own.id, force: true })).rejects.toMatchObject({
    code: 10008,
  });
});

test('files are served in ranges under addresses that expire', async () => {
  const bytes = Buffer.from('0123456789');
  const message = await clips.send({ files: [{ attachment: bytes, name: 'd.mp4' }] });
  const { url } = message.attachments.first()!;
  const part = await fetch(url, { headers: { range: 'bytes=2-4' } });
  expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([
    206,
    'bytes 2-4/10',
    '234',
  ]);
  expect(await fetch(url, { headers: { range: 'bytes=-3' } }).then((r) => r.text())).toBe('789');
  expect((await fetch(url, { headers: { range: 'bytes=10-' } })).status).toBe(416);
  expect((await fetch(url.replace(/hm=./, 'hm='))).status).toBe(404);
  await bot.sandbox.control.advance(25 * 3600_000);
  expect((await fetch(url)).status).toBe(404);
  const fresh = await clips.messages.fetch({ message: message.id, force: true });
  expect(await bot.sandbox.control.download(fresh.attachments.first()!.url)).toEqual(bytes);
});

test('everything that the bot asked for is in the log', async () => {
  await clips.send({ content: 'logged', ...file(7) });
  const entry = (await bot.sandbox.control.requests()).at(-1)!;
  expect(entry).toMatchObject({
    method: 'POST',
    path: `/channels/${clips.id}/messages`,
    status: 200,
    body: { content: 'logged' },
    files: [{ name: 'f.mp4', size: 7 }],
  });
});
