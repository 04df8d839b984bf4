import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type APIMessage,
  type ChatInputCommandInteraction,
  RateLimitError,
  REST,
  Routes,
} from 'discord.js';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { startTestBot, type TestBot } from '../sandbox/testing/bot.ts';
import { CLIP } from '../sandbox/testing/commands.ts';
import { createLog } from '../server/log.ts';
import { createInvalidRequests } from './invalid-requests.ts';
import { restOptions } from './rest.ts';
import { messageBody, type Upload } from './upload.ts';

// Real sockets and processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const MIB = 1024 * 1024;
const HERE = { as: 'ada', channel: '#clips' };
const POSTS = { method: 'POST', path: '^/channels/\\d+/messages$' };
const EDITS = { method: 'PATCH', path: '^/webhooks/' };
const CALLBACKS = { path: '/callback$' };
/** Short, so that a test need not wait: half a second, and a second more for each MiB. */
const TIMES = { quickMs: 500, uploadMs: 500, bytesPerMs: MIB / 1000 };

const log = createLog('silent');
let folder: string;
let file: Upload;
let bot: TestBot;
let channelId: string;
let posts: ReturnType<typeof Routes.channelMessages>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-rest-'));
  file = { name: 'clip.mp4', path: join(folder, 'clip.mp4') };
  await writeFile(file.path, randomBytes(4 * MIB));
  const rest = restOptions(createInvalidRequests(log), undefined, {
    times: { ...TIMES, quickMs: 3000 },
    mostWaitMs: 8000,
  });
  bot = await startTestBot([CLIP], { rest });
  await bot.sandbox.control.setRateLimits(false);
  channelId = (await bot.sandbox.control.world()).guilds[0]!.channels[0]!.id;
  posts = Routes.channelMessages(channelId);
});
afterAll(async () => {
  await bot?.close();
  await rm(folder, { recursive: true, force: true });
});
afterEach(() => bot.sandbox.control.clearFaults());

const post = async (content: string, upload?: Upload) => {
  const message = { content, nonce: content, enforce_nonce: true };
  const body = await messageBody(message, upload);
  return (await bot.client.rest.post(posts, body)) as APIMessage;
};
const shown = async (content: string) =>
  (await bot.sandbox.control.messages(HERE)).filter((message) => message.content === content);
/** The statuses of what was asked with these words. */
const statuses = async (content: string) =>
  (await bot.sandbox.control.requests())
    .filter(({ body }) => (body as { content?: string })?.content === content)
    .map(({ status }) => status);
async function took(work: () => Promise<unknown>): Promise<number> {
  const fromMs = performance.now();
  await work();
  return performance.now() - fromMs;
}

const LIMITS = {
  'of the bot': { retryAfter: 1, scope: 'user' },
  'of what all share': { retryAfter: 1, scope: 'shared' },
  'of everything': { retryAfter: 1, global: true },
  'of Cloudflare': { cloudflare: { retryAfter: 1 } },
} as const;

test.each(Object.entries(LIMITS))('a limit %s is waited for as told, once', async (name, kind) => {
  await bot.sandbox.control.addFault({ ...POSTS, kind });
  const before = (await bot.sandbox.control.requests()).length;
  expect(await took(() => post(name))).toBeGreaterThanOrEqual(1000);
  expect(await shown(name)).toHaveLength(1);
  const asked = (await bot.sandbox.control.requests()).slice(before);
  expect(asked.map(({ status }) => status)).toEqual([429, 200]);
});

test('what Cloudflare limits waits whole: no other route is asked meanwhile', async () => {
  await bot.sandbox.control.addFault({ ...POSTS, kind: { cloudflare: { retryAfter: 1 } } });
  const waits = post('whole');
  await vi.waitFor(async () => {
    expect((await bot.sandbox.control.requests()).at(-1)?.status).toBe(429);
  });
  expect(await took(() => bot.client.rest.get(Routes.user()))).toBeGreaterThan(500);
  await waits;
});

test('a 429 that does not say when to come back is not tried again at once', async () => {
  await bot.sandbox.control.addFault({ ...POSTS, times: 9, kind: { cloudflare: {} } });
  const before = (await bot.sandbox.control.requests()).length;
  await expect(post('untold')).rejects.toBeInstanceOf(RateLimitError);
  await expect(post('untold')).rejects.toBeInstanceOf(RateLimitError);
  expect((await bot.sandbox.control.requests()).slice(before)).toHaveLength(1);
  // All of this client's requests wait now.
  bot.client.rest.globalRemaining = 50;
  Object.assign(bot.client.rest, { globalReset: -1, globalDelay: null });
});

test('more in a channel than it takes waits its turn, and all of it lands', async () => {
  await bot.sandbox.control.setRateLimits(true);
  const all = Array.from({ length: 8 }, (_, i) => `turn ${i}`);
  await Promise.all(all.map((content) => post(content)));
  for (const content of all) expect(await statuses(content)).toEqual([200]);
  await bot.sandbox.control.setRateLimits(false);
});

/** Ada types a command, and the bot answers it so. */
async function answered(handle: (interaction: ChatInputCommandInteraction) => Promise<unknown>) {
  bot.handle((interaction) => handle(interaction as ChatInputCommandInteraction));
  const done = bot.done();
  const { id } = await bot.sandbox.control.run({ ...HERE, command: '/clip duration:2m' });
  await done;
  return (await bot.sandbox.control.interaction(id)).message;
}

test.each(Object.entries(LIMITS))('answers wait for a limit %s, too', async (_, kind) => {
  await bot.sandbox.control.addFault({ ...CALLBACKS, kind });
  await bot.sandbox.control.addFault({ ...EDITS, kind });
  const message = await answered(async (interaction) => {
    await interaction.deferReply();
    await interaction.editReply('the answer');
  });
  expect(message?.content).toBe('the answer');
});

test('a wait that is longer than an interaction lives is not waited for', async () => {
  await bot.sandbox.control.addFault({ ...CALLBACKS, kind: { retryAfter: 3, scope: 'shared' } });
  const late = answered((interaction) => interaction.deferReply());
  await expect(late).rejects.toBeInstanceOf(RateLimitError);
});

test('a small request that is not answered is given up soon, and made again', async () => {
  const options = restOptions(createInvalidRequests(log), bot.sandbox.apiUrl, { times: TIMES });
  const quick = new REST(options).setToken(bot.sandbox.botToken);
  await bot.sandbox.control.addFault({ path: '^/users/@me$', kind: { delay: 2000 } });
  expect(await took(() => quick.get(Routes.user()))).toBeLessThan(1900);
});

test('an upload may take longer, by its size; one that stalls is made again, and is there once', async () => {
  await bot.sandbox.control.addFault({ ...POSTS, kind: { stallAfter: MIB } });
  const ms = await took(() => post('stalled', file));
  expect(ms).toBeGreaterThan(4400);
  const [message, ...more] = await shown('stalled');
  expect(more).toEqual([]);
  expect(message?.attachments[0]?.size).toBe(4 * MIB);
});

test('an upload whose connection is cut, or whose answer is lost, is there once', async () => {
  for (const [content, kind] of [
    ['cut', { cutAfter: MIB }],
    ['lost', { loseAnswer: true }],
  ] as const) {
    await bot.sandbox.control.addFault({ ...POSTS, kind });
    await post(content, file).catch(() => post(content, file));
    const found = await shown(content);
    expect(found.map(({ attachments }) => attachments[0]?.size)).toEqual([4 * MIB]);
  }
});

test.skipIf(process.platform !== 'linux')('a file is read while it is being sent', async () => {
  const own = { name: 'own.mp4', path: join(folder, 'own.mp4') };
  await writeFile(own.path, '');
  // No room on the disk.
  await truncate(own.path, 256 * MIB);
  // Takes only what the sockets hold.
  const server = createServer((socket) => socket.on('error', () => {}).pause());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const begun = new Promise<Socket>((resolve) => server.on('connection', resolve));
  const { port } = server.address() as AddressInfo;
  const options = restOptions(createInvalidRequests(log), `http://127.0.0.1:${port}`);
  const client = new REST({ ...options, retries: 0 }).setToken('x');
  const beforeBytes = await readBytes();
  const sent = client.post(posts, await messageBody({ content: 'x' }, own)).catch(() => 'broken');
  const socket = await begun;
  await sleep(1000);
  expect((await readBytes()) - beforeBytes).toBeLessThan(64 * MIB);
  socket.destroy();
  expect(await sent).toBe('broken');
  server.close();
});

/** What this process has ever read, from disk or not. */
async function readBytes(): Promise<number> {
  return Number((await readFile('/proc/self/io', 'utf8')).match(/^rchar: (\d+)$/m)?.[1]);
}
