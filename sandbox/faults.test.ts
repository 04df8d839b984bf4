import { type GuildTextBasedChannel, RESTEvents, Routes } from 'discord.js';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { connect, startTestBot, type TestBot } from './testing/bot.ts';
import { CLIP } from './testing/commands.ts';

// Real sockets and processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const HERE = { as: 'ada', channel: '#clips' };
const POSTS = { method: 'POST', path: '^/channels/\\d+/messages$' };
let bot: TestBot;
let clips: GuildTextBasedChannel;

beforeAll(async () => {
  bot = await startTestBot([CLIP], { rest: { retries: 0 } });
  const { id } = (await bot.sandbox.control.world()).guilds[0]!.channels[0]!;
  clips = (await bot.client.channels.fetch(id)) as GuildTextBasedChannel;
});
afterAll(() => bot?.close());
afterEach(() => bot.sandbox.control.clearFaults());

const posts = async (content: string) =>
  (await bot.sandbox.control.requests()).filter(({ body }) => (body as any)?.content === content);
const shown = async (content: string) =>
  (await bot.sandbox.control.messages(HERE)).filter((message) => message.content === content);

test('a 5xx hits as many requests as ordered, and only those that fit', async () => {
  await bot.sandbox.control.addFault({ ...POSTS, times: 2, kind: { status: 503 } });
  await bot.client.rest.get(Routes.user());
  await expect(clips.send('one')).rejects.toMatchObject({ status: 503 });
  await expect(clips.send('two')).rejects.toMatchObject({ status: 503 });
  await clips.send('three');
});

test('an error can carry the code of Discord', async () => {
  const kind = { status: 403, code: 50007, message: 'Cannot send messages to this user' };
  await bot.sandbox.control.addFault({ ...POSTS, kind });
  await expect(clips.send('x')).rejects.toMatchObject({ status: 403, code: 50007 });
});

test('a 429 makes discord.js come back when it was told to', async () => {
  await bot.sandbox.control.addFault({ ...POSTS, kind: { retryAfter: 0.4 } });
  const before = Date.now();
  await clips.send('patience');
  expect(Date.now() - before).toBeGreaterThanOrEqual(400);
  expect(await shown('patience')).toHaveLength(1);
});

test('a global 429 is told as one', async () => {
  await bot.sandbox.control.addFault({ kind: { retryAfter: 0.2, global: true } });
  const response = await fetch(`${bot.sandbox.apiUrl}/v10/gateway`);
  expect(response.status).toBe(429);
  expect(response.headers.get('x-ratelimit-scope')).toBe('global');
  expect(response.headers.get('x-ratelimit-global')).toBe('true');
  expect(await response.json()).toMatchObject({ retry_after: 0.2, global: true });
});

test('a limit of Cloudflare is a page that says nothing of Discord’s limits', async () => {
  await bot.sandbox.control.addFault({ kind: { cloudflare: {} } });
  const response = await fetch(`${bot.sandbox.apiUrl}/v10/gateway`);
  expect(response.status).toBe(429);
  expect(response.headers.get('content-type')).toContain('text/html');
  for (const name of ['retry-after', 'x-ratelimit-scope', 'x-ratelimit-bucket']) {
    expect(response.headers.get(name)).toBeNull();
  }
});

test('a 429 names the scope that was ordered', async () => {
  await bot.sandbox.control.addFault({ kind: { retryAfter: 1, scope: 'user' } });
  const response = await fetch(`${bot.sandbox.apiUrl}/v10/gateway`);
  expect(response.headers.get('x-ratelimit-scope')).toBe('user');
  expect(response.headers.get('x-ratelimit-global')).toBeNull();
});

test('of an upload only a part is kept, and its size is told', async () => {
  await bot.sandbox.control.addFault({ ...POSTS, kind: { truncateTo: 1000 } });
  const files = [{ attachment: Buffer.alloc(4000), name: 'part.mp4' }];
  const sent = await clips.send({ content: 'part', files });
  expect(sent.attachments.first()?.size).toBe(1000);
  const file = await bot.sandbox.control.download(sent.attachments.first()!.url);
  expect(file.length).toBe(1000);
});

test('a stalled upload is not answered until the client gives up; nothing is posted', async () => {
  const client = await connect(bot.sandbox, { rest: { retries: 0, timeout: 500 } });
  const channel = (await client.channels.fetch(clips.id)) as GuildTextBasedChannel;
  await bot.sandbox.control.addFault({ ...POSTS, kind: { stallAfter: 64 * 1024 } });
  const files = [{ attachment: Buffer.alloc(4 * 1024 * 1024), name: 'stalled.mp4' }];
  const stalled = channel.send({ content: 'stalled', files });
  await expect(stalled).rejects.toMatchObject({ name: 'AbortError' });
  expect(await shown('stalled')).toEqual([]);
  await client.destroy();
});

test('an upload is cut, nothing is posted', async () => {
  await bot.sandbox.control.addFault({ ...POSTS, kind: { cutAfter: 64 * 1024 } });
  const files = [{ attachment: Buffer.alloc(4 * 1024 * 1024), name: 'cut.mp4' }];
  await expect(clips.send({ content: 'cut', files })).rejects.toThrow();
  expect(await shown('cut')).toEqual([]);
});

test('a lost answer: the message is there, and with its nonce a second try makes no second one', async () => {
  const order = { content: 'lost', nonce: 'n1', enforceNonce: true };
  await bot.sandbox.control.addFault({ ...POSTS, kind: { loseAnswer: true } });
  await expect(clips.send(order)).rejects.toThrow();
  expect(await shown('lost')).toHaveLength(1);
  await clips.send(order);
  expect(await shown('lost')).toHaveLength(1);
  expect((await posts('lost')).map(({ status }) => status)).toEqual([0, 200]);
});

test('a late answer is still an answer', async () => {
  await bot.sandbox.control.addFault({ ...POSTS, kind: { delay: 300 } });
  const before = Date.now();
  await clips.send('late');
  expect(Date.now() - before).toBeGreaterThanOrEqual(300);
});

test('the ordinary rate limit of a route answers 429 to who does not wait', async () => {
  const client = await connect(bot.sandbox, { rest: { rejectOnRateLimit: () => true } });
  const channel = (await client.channels.fetch(clips.id)) as GuildTextBasedChannel;
  let invalid = 0;
  client.rest.on(RESTEvents.RateLimited, () => invalid++);
  const results = await Promise.allSettled(
    Array.from({ length: 9 }, (_, i) => channel.send(`${i}`)),
  );
  expect(results.some((result) => result.status === 'rejected')).toBe(true);
  expect(invalid).toBeGreaterThan(0);
  await client.destroy();
});
