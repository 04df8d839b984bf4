import { once } from 'node:events';
import { constants, createInflate } from 'node:zlib';
import { Client, Events } from 'discord.js';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { connect, startTestBot, type TestBot } from './testing/bot.ts';
import { CLIP } from './testing/commands.ts';

// Real sockets and processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const HERE = { as: 'ada', channel: '#clips' };
let bot: TestBot;

beforeAll(async () => {
  bot = await startTestBot([CLIP]);
});
afterAll(() => bot?.close());

/** Closes with this code when a client identifies so. */
async function refusal(identify: object): Promise<number> {
  const socket = new WebSocket(
    `${bot.sandbox.url.replace('http', 'ws')}/gateway?v=10&encoding=json`,
  );
  await once(socket, 'message');
  socket.send(JSON.stringify({ op: 2, d: { properties: {}, ...identify } }));
  const [code] = await once(socket, 'close');
  return code;
}

async function commandArrives(): Promise<void> {
  bot.handle(async (interaction) => {
    if (interaction.isChatInputCommand()) await interaction.reply('here');
  });
  const { id } = await bot.sandbox.control.run({ ...HERE, command: '/clip' });
  expect(await bot.sandbox.control.waitForAnswer(id)).toMatchObject({ state: 'answered' });
}

test('a wrong token is refused, over REST and at the gateway', async () => {
  const client = new Client({ intents: [], rest: { api: bot.sandbox.apiUrl } });
  await expect(client.login('wrong')).rejects.toMatchObject({ code: 'TokenInvalid' });
  expect(await refusal({ token: 'wrong', intents: 1 })).toBe(4004);
});

test.each([
  ['members', 1 << 1],
  ['presences', 1 << 8],
  ['message content', 1 << 15],
])('the privileged intent for %s is refused', async (_name, intents) => {
  expect(await refusal({ token: bot.sandbox.botToken, intents })).toBe(4014);
});

test('the intents asked for are on record', async () => {
  expect(await bot.sandbox.control.sessions()).toMatchObject([{ intents: 1, connected: true }]);
});

test('servers and channels are there when the client is ready', () => {
  expect(bot.client.guilds.cache.map((guild) => guild.name).sort()).toEqual([
    'Boosted Server',
    'Hindsight Test Server',
  ]);
  const [guild] = bot.client.guilds.cache.values();
  expect(guild!.members.me!.permissions.has('SendMessages')).toBe(true);
});

test('rights that change in a channel reach a client without being asked for', async () => {
  const { channels, members } = bot.client.guilds.cache.first()!;
  const clips = channels.cache.find(({ name }) => name === 'clips')!;
  const { control } = bot.sandbox;
  const may = () => clips.permissionsFor(members.me!).has('AttachFiles');
  expect(may()).toBe(true);
  await control.deny('#clips', ['AttachFiles']);
  await vi.waitFor(() => expect(may()).toBe(false));
  await control.deny('#clips', []);
  await vi.waitFor(() => expect(may()).toBe(true));
});

test.each(['drop', 'reconnect'] as const)(
  'after %s the client resumes and gets what it missed',
  async (action) => {
    const resumed = once(bot.client, Events.ShardResume);
    const missed = once(bot.client, Events.InteractionCreate);
    await bot.sandbox.control.gateway(action);
    await bot.sandbox.control.run({ ...HERE, command: '/clip' });
    await Promise.all([resumed, missed]);
    await commandArrives();
  },
);

test('an invalid session makes the client identify anew', async () => {
  const [old] = await bot.sandbox.control.sessions();
  const ready = once(bot.client, Events.ShardReady);
  await bot.sandbox.control.invalidate();
  await ready;
  const sessions = await bot.sandbox.control.sessions();
  expect(sessions.map((session) => session.id)).not.toContain(old!.id);
  await commandArrives();
});

test('a session that may be resumed is, and gets what it missed', async () => {
  const [old] = await bot.sandbox.control.sessions();
  const resumed = once(bot.client, Events.ShardResume);
  const missed = once(bot.client, Events.InteractionCreate);
  await bot.sandbox.control.invalidate(true);
  await bot.sandbox.control.run({ ...HERE, command: '/clip' });
  await Promise.all([resumed, missed]);
  expect(await bot.sandbox.control.sessions()).toMatchObject([{ id: old!.id, connected: true }]);
  await commandArrives();
});

test('without acknowledgements a client gives its connection up and resumes', async () => {
  const { control } = bot.sandbox;
  await control.setGateway({ heartbeatMs: 300, acks: false });
  await control.gateway('reconnect');
  await once(bot.client, Events.ShardResume);
  await once(bot.client, Events.ShardReconnecting);
  await control.setGateway({ heartbeatMs: 41_250, acks: true });
  await once(bot.client, Events.ShardResume);
  await commandArrives();
});

test('while it is not open nobody connects', async () => {
  const { control } = bot.sandbox;
  await control.setGateway({ open: false });
  await control.gateway('drop');
  await once(bot.client, Events.ShardReconnecting);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect((await control.sessions()).filter(({ connected }) => connected)).toEqual([]);
  await control.setGateway({ open: true });
  await control.waitForBot();
  await commandArrives();
});

test('what a bot says that it does is on record; too often ends its connection', async () => {
  const { control } = bot.sandbox;
  const watching = (name: string) => bot.client.user.setActivity(name, { type: 3 });
  for (const name of ['1', '2', '3', '4', '5']) watching(name);
  const shown = async () =>
    (await control.sessions()).find(({ connected }) => connected)?.presence.activities?.[0];
  await expect.poll(shown).toMatchObject({ name: '5', type: 3 });
  const lost = once(bot.client, Events.ShardReconnecting);
  watching('6');
  await lost;
  await control.waitForBot();
  await commandArrives();
});

test('messages reach those who asked for them, the words of others only in DMs', async () => {
  const intents = ['Guilds', 'GuildMessages', 'DirectMessages'] as const;
  const client = await connect(bot.sandbox, { intents: [...intents], partials: [1] });
  const seen: string[] = [];
  client.on(Events.MessageCreate, (message) => {
    seen.push(`${message.author.username}: ${message.content}`);
  });
  await bot.sandbox.control.write({ as: 'bo', channel: '#clips', content: 'secret' });
  await bot.sandbox.control.write({ as: 'bo', channel: 'dm', content: 'to the bot' });
  const clips = (await bot.sandbox.control.world()).guilds[0]!.channels[0]!.id;
  const channel = await client.channels.fetch(clips);
  if (channel?.isSendable()) await channel.send('own');
  await expect
    .poll(() => seen, { timeout: 10_000 })
    .toEqual(['bo: ', 'bo: to the bot', 'Hindsight: own']);
  await client.destroy();
});

test('a zlib stream carries the same', async () => {
  const url = `${bot.sandbox.url.replace('http', 'ws')}/gateway?v=10&encoding=json&compress=zlib-stream`;
  const socket = new WebSocket(url);
  const inflate = createInflate({ finishFlush: constants.Z_SYNC_FLUSH });
  let text = '';
  inflate.on('data', (chunk) => {
    text += chunk;
  });
  socket.on('message', (data: Buffer) => inflate.write(data));
  await expect.poll(() => text, { timeout: 10_000 }).toContain('heartbeat_interval');
  socket.send(JSON.stringify({ op: 1, d: null }));
  await expect.poll(() => text, { timeout: 10_000 }).toContain('"op":11');
  socket.close();
});
