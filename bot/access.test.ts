import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { channelIds, startTestBot, type TestBot } from '../sandbox/testing/bot.ts';
import type { AskAccess } from '../server/auth/access.ts';
import { createAskAccess, createAskMember } from './access.ts';

// Over the sandbox, with the unmodified discord.js: what it remembers must not be what it answers.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const SERVER = 'Hindsight Test Server';
let bot: TestBot;
let access: AskAccess;
let bo: string;
let ids: Record<string, string>;
const control = () => bot.sandbox.control;

beforeAll(async () => {
  bot = await startTestBot([]);
  access = createAskAccess(bot.client);
  await control().setRateLimits(false);
  bo = (await control().world('bo')).me;
  ids = await channelIds(bot);
});
afterAll(() => bot?.close());
beforeEach(async () => {
  for (const channel of ['#clips', '#Lounge']) {
    for (const who of ['bo', 'bot']) await control().deny(channel, [], who);
  }
});

const join = () => ({
  may: 'join',
  guildId: bot.client.guilds.cache.find((g) => g.name === SERVER)?.id,
});

test('where they may be has the names that people know it by', async () => {
  expect(await access(bo, ids.clips!)).toMatchObject({
    names: { guild: SERVER, channel: 'clips' },
  });
});

test('a text channel has to be seen, a voice channel connected to as well', async () => {
  expect(await access(bo, ids.clips!)).toMatchObject(join());
  expect(await access(bo, ids.Lounge!)).toMatchObject(join());
  await control().deny('#clips', ['Connect'], 'bo');
  await control().deny('#Lounge', ['Connect'], 'bo');
  expect(await access(bo, ids.clips!)).toMatchObject(join());
  expect(await access(bo, ids.Lounge!)).toEqual({ may: 'not' });
  await control().deny('#clips', ['ViewChannel'], 'bo');
  expect(await access(bo, ids.clips!)).toEqual({ may: 'not' });
  await control().deny('#clips', [], 'bo');
  expect(await access(bo, ids.clips!)).toMatchObject(join());
});

test('who left the server may not, though they were known', async () => {
  await control().setMember(SERVER, 'bo', false);
  expect(await access(bo, ids.clips!)).toEqual({ may: 'not' });
  await control().setMember(SERVER, 'bo', true);
  expect(await access(bo, ids.clips!)).toMatchObject(join());
  expect(await access('1', ids.clips!)).toEqual({ may: 'not' });
});

test('the DM with the bot is its own person’s alone', async () => {
  const dm = await bot.client.users.createDM(bo);
  expect(await access(bo, dm.id)).toEqual({ may: 'join', guildId: '0' });
  const ada = (await control().world('ada')).me;
  expect(await access(ada, dm.id)).toEqual({ may: 'unknown' });
});

test('a channel out of the blue is unknown and costs Discord no question about it', async () => {
  const before = (await control().requests()).length;
  expect(await access(bo, '123456789012345678')).toEqual({ may: 'unknown' });
  const asked = (await control().requests()).slice(before);
  expect(asked.filter(({ path }) => path.includes('123456789012345678'))).toEqual([]);
});

test('a member is who is one now, of a server where the bot is', async () => {
  const isMember = createAskMember(bot.client);
  const { guildId } = join();
  expect(await isMember(bo, guildId!)).toBe(true);
  expect(await isMember('1', guildId!)).toBe(false);
  expect(await isMember(bo, '123456789012345678')).toBe(false);
  await control().setMember(SERVER, 'bo', false);
  expect(await isMember(bo, guildId!)).toBe(false);
  await control().setMember(SERVER, 'bo', true);
  expect(await isMember(bo, guildId!)).toBe(true);
});

test('while Discord does not answer, neither does this', async () => {
  const fault = {
    method: 'GET',
    path: '^/guilds/\\d+/members/',
    kind: { status: 400, code: 0, message: 'x' },
  };
  await control().addFault(fault);
  await expect(access(bo, ids.clips!)).rejects.toThrow();
  await control().addFault(fault);
  await expect(createAskMember(bot.client)(bo, join().guildId!)).rejects.toThrow();
  await control().clearFaults();
});
