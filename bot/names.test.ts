import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startTestBot, type TestBot } from '../sandbox/testing/bot.ts';
import { createNames } from './names.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

let bot: TestBot;
beforeAll(async () => {
  bot = await startTestBot([]);
  await vi.waitFor(() => expect(bot.client.channels.cache.size).toBeGreaterThan(4));
});
afterAll(() => bot?.close());

test('servers and channels are known; what is not has no name', () => {
  const names = createNames(bot.client);
  const guild = bot.client.guilds.cache.find(({ name }) => name === 'Hindsight Test Server');
  const clips = guild?.channels.cache.find(({ name }) => name === 'clips');
  expect(names.guild(guild?.id ?? '')).toBe('Hindsight Test Server');
  expect(names.channel(clips?.id ?? '')).toEqual({ name: 'clips', guildId: guild?.id });
  expect([names.guild('1'), names.channel('1')]).toEqual([undefined, undefined]);
});

test('somebody unknown is looked up once, and known the next time', async () => {
  const names = createNames(bot.client);
  const { me: bo } = await bot.sandbox.control.world('bo');
  bot.client.users.cache.delete(bo);
  const asked = async () =>
    (await bot.sandbox.control.requests()).filter(({ path }) => /^\/users\/\d+$/.test(path)).length;
  const before = await asked();
  for (let i = 0; i < 5; i++)
    expect([names.person(bo), names.person('1')]).toEqual([undefined, undefined]);
  await vi.waitFor(() => expect(names.person(bo)).toBeTruthy());
  await vi.waitFor(async () => expect(await asked()).toBe(before + 2));
  expect(names.person('1')).toBeUndefined();
  expect(await asked()).toBe(before + 2);
});
