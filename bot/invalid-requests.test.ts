import { RESTEvents, Routes } from 'discord.js';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { startTestBot, type TestBot } from '../sandbox/testing/bot.ts';
import { CLIP } from '../sandbox/testing/commands.ts';
import { createLog } from '../server/log.ts';
import { withUrgency } from '../server/urgency.ts';
import { createInvalidRequests, HeldBack, type InvalidRequests } from './invalid-requests.ts';
import { restOptions } from './rest.ts';

// Real sockets and processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const MINUTES_MS = 60_000;
/** In the place of Discord's ten thousand. */
const MOST = 40;

let lines: string[];
let invalid: InvalidRequests;
let bot: TestBot;
let channelId: string;

const told = () => lines.map((line) => JSON.parse(line)).map(({ level, msg }) => [level, msg]);
const look = () => bot.client.rest.get(Routes.user());
const post = (content: string) =>
  bot.client.rest.post(Routes.channelMessages(channelId), { body: { content } });

/** Discord refuses so many requests more. */
async function refuse(times: number, status: 403 | 404 = 403): Promise<void> {
  const path = '^/users/@me$';
  await bot.sandbox.control.addFault({ path, times, kind: { status, code: 50001 } });
  for (let i = 0; i < times; i++) {
    await expect(withUrgency('order', look)).rejects.toMatchObject({ status });
  }
}

function listen(): void {
  lines = [];
  const log = createLog('info', { write: (line: string) => void lines.push(line) });
  invalid = createInvalidRequests(log, { most: MOST });
}

beforeAll(async () => {
  listen();
  // discord.js asks for its options once; what is asked of it is this test's own.
  const now: InvalidRequests = {
    ...invalid,
    need: (urgency) => invalid.need(urgency),
    refuseToken: () => invalid.refuseToken(),
  };
  bot = await startTestBot([CLIP], { rest: restOptions(now) });
  await bot.sandbox.control.setRateLimits(false);
  channelId = (await bot.sandbox.control.world()).guilds[0]!.channels[0]!.id;
});
afterAll(() => bot?.close());
beforeEach(() => {
  // discord.js counts for the whole process, and anew after ten minutes.
  const nowMs = Date.now() + 11 * MINUTES_MS;
  vi.useFakeTimers({ toFake: ['Date'], now: nowMs });
  listen();
  bot.client.rest.removeAllListeners(RESTEvents.InvalidRequestWarning);
  invalid.watch(bot.client.rest);
});
afterEach(() => bot.sandbox.control.clearFaults());
afterAll(() => void vi.useRealTimers());

test('early on it is told, and nothing else changes; other refusals do not count', async () => {
  await refuse(10, 404);
  expect(invalid.state().count).toBe(0);
  await refuse(4);
  expect(told()).toEqual([[40, expect.stringContaining('refuses many requests')]]);
  await look();
  await post('early');
});

test('half-way what is nice to have waits, what has to be and what people ordered does not', async () => {
  await refuse(20);
  expect(told().at(-1)).toEqual([50, expect.stringContaining('half-way to a ban')]);
  const before = (await bot.sandbox.control.requests()).length;
  await expect(look()).rejects.toBeInstanceOf(HeldBack);
  await expect(withUrgency('nice', () => post('progress'))).rejects.toBeInstanceOf(HeldBack);
  expect((await bot.sandbox.control.requests()).length).toBe(before);
  await post('duty');
  await withUrgency('order', look);
  expect(invalid.state()).toEqual({ count: 20, most: MOST, heldBack: 2 });
});

test('at three quarters only what people ordered is asked, until the ten minutes are over', async () => {
  await refuse(30);
  expect(told().at(-1)).toEqual([50, expect.stringContaining('only answers to what people order')]);
  expect(told()).toHaveLength(3);
  await expect(post('duty')).rejects.toBeInstanceOf(HeldBack);
  await withUrgency('order', () => post('ordered'));
  await bot.client.rest.get(Routes.gatewayBot());
  vi.setSystemTime(Date.now() + 11 * MINUTES_MS);
  await post('duty again');
  await look();
  expect(invalid.state().count).toBe(0);
  // A new count is told of anew.
  await refuse(4);
  expect(told()).toHaveLength(4);
});

test('an answer whose token is over is no word about the bot; a refused bot sends nothing more', async () => {
  const over = { path: '^/webhooks/', kind: { status: 401, code: 50027 } };
  await bot.sandbox.control.addFault(over);
  const answer = Routes.webhookMessage(bot.client.application.id, 'void', '@original');
  await expect(bot.client.rest.get(answer, { auth: false })).rejects.toMatchObject({ status: 401 });
  expect(() => invalid.check()).not.toThrow();
  await bot.sandbox.control.addFault({ path: '^/users/@me$', kind: { status: 401 } });
  await expect(look()).rejects.toMatchObject({ status: 401 });
  const before = (await bot.sandbox.control.requests()).length;
  await expect(post('x')).rejects.toThrow('token');
  await expect(look()).rejects.toThrow('token');
  expect((await bot.sandbox.control.requests()).length).toBe(before);
  expect(told()).toEqual([[60, expect.stringContaining('Copy a new token')]]);
  expect(() => invalid.check()).toThrow('DISCORD_TOKEN');
  bot.client.rest.setToken(bot.sandbox.botToken);
});
