import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ChatInputCommandInteraction,
  Client,
  Events,
  MessageFlags,
  SlashCommandBuilder,
} from 'discord.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from './start.ts';

let dir: string;
let sandbox: Sandbox;
let client: Client;
let answer: (interaction: ChatInputCommandInteraction) => Promise<unknown>;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sandbox-'));
  sandbox = await startSandbox({ dataDir: dir });
  client = new Client({ intents: ['Guilds'], rest: { api: sandbox.apiUrl } });
  client.on(Events.InteractionCreate, (interaction) => {
    if (interaction.isChatInputCommand()) void answer(interaction);
  });
  await client.login(sandbox.botToken);
  if (!client.isReady()) await new Promise((resolve) => client.once(Events.ClientReady, resolve));
  const clip = new SlashCommandBuilder()
    .setName('clip')
    .setDescription('Post the last minutes')
    .addStringOption((option) => option.setName('duration').setDescription('How much'))
    .addStringOption((option) => option.setName('title').setDescription('A title'));
  await client.application!.commands.set([clip.toJSON()]);
}, 30_000);

afterAll(async () => {
  await client?.destroy();
  await sandbox?.close();
  await rm(dir, { recursive: true, force: true });
});

test('a command is deferred and its answer edited, with a file that comes back byte for byte', async () => {
  const bytes = randomBytes(300_000);
  let seen: ChatInputCommandInteraction | undefined;
  answer = async (interaction) => {
    seen = interaction;
    await interaction.deferReply();
    await interaction.editReply({
      content: 'Here',
      files: [{ attachment: bytes, name: 'clip.mp4' }],
    });
  };
  const before = Date.now();
  const order = { as: 'ada', channel: '#clips', command: '/clip 2m title:Nice one' };
  const { id } = await sandbox.control.run(order);
  const { message, state } = await sandbox.control.waitForAnswer(id);
  expect(state).toBe('answered');
  expect(message).toMatchObject({ content: 'Here', edited_timestamp: null });
  expect(message!.flags! & MessageFlags.Loading).toBe(0);
  expect(await sandbox.control.download(message!.attachments[0]!.url)).toEqual(bytes);
  expect(seen!.options.getString('duration')).toBe('2m');
  expect(seen!.options.getString('title')).toBe('Nice one');
  expect(seen!.createdTimestamp).toBeGreaterThanOrEqual(before);
  expect(seen!.createdTimestamp).toBeLessThanOrEqual(Date.now());
  expect(seen!.attachmentSizeLimit).toBe(10 * 1024 * 1024);
  expect(seen!.guild!.name).toBe('Hindsight Test Server');
  expect(seen!.inCachedGuild() && seen!.channel!.name).toBe('clips');
  expect(seen!.memberPermissions!.has('Administrator')).toBe(true);
});
