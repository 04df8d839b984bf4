import { ChannelType } from 'discord.js';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { PermissionName } from '../sandbox/permissions.ts';
import { channelIds, startTestBot, type TestBot } from '../sandbox/testing/bot.ts';
import type { AskPostPlaces } from '../server/auth/post-places.ts';
import { createLog } from '../server/log.ts';
import { createAskPostPlaces } from './places.ts';

// Over the sandbox, with the unmodified discord.js: rights of the person and of the bot, as they are now.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const SERVER = 'Hindsight Test Server';
const MIB = 1024 * 1024;

let bot: TestBot;
let places: AskPostPlaces;
let bo: string;
let ids: Record<string, string>;
const control = () => bot.sandbox.control;

beforeAll(async () => {
  bot = await startTestBot([]);
  places = createAskPostPlaces(bot.client, createLog('silent'));
  await control().setRateLimits(false);
  bo = (await control().world('bo')).me;
  ids = await channelIds(bot);
});
afterAll(() => bot?.close());
afterEach(async () => {
  await control().clearFaults();
  for (const channel of ['#clips', '#Lounge', '#general']) {
    for (const who of ['bo', 'bot']) await control().deny(channel, [], who);
  }
  places = createAskPostPlaces(bot.client, createLog('silent'));
});

/** `clips text 10` for each channel that is offered. */
async function offered(): Promise<Record<string, string[]>> {
  const { guilds } = await places.of(bo);
  return Object.fromEntries(
    guilds.map(({ name, channels }) => [
      name,
      channels.map((c) => `${c.name} ${c.kind} ${c.limitBytes / MIB}`),
    ]),
  );
}

test('all servers of both, in Discord’s own order, with what each takes', async () => {
  expect(await offered()).toEqual({
    [SERVER]: ['clips text 10', 'general text 10', 'Lounge voice 10'],
    'Boosted Server': ['highlights text 50', 'chat text 50'],
  });
  expect((await places.of(bo)).dm).toEqual({ limitBytes: 10 * MIB });
});

test.each([
  ['bo', '#clips', 'ViewChannel', 404, 'not there'],
  ['bo', '#clips', 'SendMessages', 403, 'You may not post files in #clips'],
  ['bo', '#clips', 'AttachFiles', 403, 'you lack the right "Attach Files"'],
  ['bo', '#Lounge', 'Connect', 403, 'you lack the right "Connect"'],
  ['bot', '#clips', 'SendMessages', 403, 'has to give me the right "Send Messages"'],
  ['bot', '#clips', 'AttachFiles', 403, 'I may not post files in #clips'],
] as const)('without %s’s right in %s to %s: %i', async (who, channel, right, status, words) => {
  const name = channel.slice(1);
  expect(await places.need(bo, ids[name]!)).toEqual({ guildId: expect.any(String) });
  await control().deny(channel, [right as PermissionName], who);
  const refusal = { status, message: expect.stringContaining(words) };
  await expect(places.need(bo, ids[name]!)).rejects.toMatchObject(refusal);
  await vi.waitFor(async () => {
    const names = (await offered())[SERVER]!.map((one) => one.split(' ')[0]);
    expect(names).not.toContain(name);
    expect(names).toContain('general');
  });
});

test('who is on no server of the bot’s is offered none, and asking again costs nothing', async () => {
  await control().setMember(SERVER, 'bo', false);
  await control().setMember('Boosted Server', 'bo', false);
  try {
    expect(await offered()).toEqual({});
    await expect(places.need(bo, ids.clips!)).rejects.toMatchObject({ status: 404 });
    const before = (await control().requests()).length;
    expect(await offered()).toEqual({});
    expect((await control().requests()).length).toBe(before);
  } finally {
    await control().setMember(SERVER, 'bo', true);
    await control().setMember('Boosted Server', 'bo', true);
  }
});

test('a DM with the bot is its own person’s; a channel out of the blue costs Discord no question', async () => {
  const dm = await bot.client.users.createDM(bo);
  expect(await places.need(bo, dm.id)).toEqual({ guildId: '0' });
  const ada = (await control().world('ada')).me;
  await expect(places.need(ada, dm.id)).rejects.toMatchObject({ status: 404 });
  const before = (await control().requests()).length;
  await expect(places.need(bo, '123456789012345678')).rejects.toMatchObject({ status: 404 });
  const asked = (await control().requests()).slice(before);
  expect(asked.filter(({ path }) => path.includes('123456789012345678'))).toEqual([]);
});

test('a server about which Discord does not answer is left out, and is there again later', async () => {
  const { id } = bot.client.guilds.cache.find(({ name }) => name === SERVER)!;
  const kind = { status: 400, code: 0, message: 'x' };
  await control().addFault({ method: 'GET', path: `^/guilds/${id}/members/`, times: 9, kind });
  expect(Object.keys(await offered())).toEqual(['Boosted Server']);
  await control().clearFaults();
  expect(Object.keys(await offered())).toContain(SERVER);
});

/** As the gateway's THREAD_CREATE brings it; the sandbox has no threads. */
function addThread(
  name: string,
  change: { type?: ChannelType; archived?: boolean; locked?: boolean },
) {
  const guild = bot.client.guilds.cache.find((one) => one.name === SERVER)!;
  const { type = ChannelType.PublicThread, ...state } = change;
  const id = `9${String(Date.now())}${guild.channels.cache.size}`;
  const thread_metadata = { archived: false, locked: false, auto_archive_duration: 60, ...state };
  const data = { id, name, type, guild_id: guild.id, parent_id: ids.clips, thread_metadata };
  const { actions } = bot.client as unknown as {
    actions: { ThreadCreate: { handle(data: unknown): void } };
  };
  actions.ThreadCreate.handle(data);
}

test('threads stand behind their channel; archived and locked ones, and other people’s, are left out', async () => {
  addThread('open', {});
  addThread('old', { archived: true });
  addThread('closed', { locked: true });
  addThread('secret', { type: ChannelType.PrivateThread });
  const notThere = { status: 404, code: 10007, message: 'Unknown Member' };
  const members = { method: 'GET', path: '^/channels/\\d+/thread-members/' };
  /** Bo is not in the private one; rights that were given back take a moment. */
  const expectOffered = (channels: string[]) =>
    vi.waitFor(async () => {
      await control().addFault({ ...members, kind: notThere });
      expect((await offered())[SERVER]).toEqual(channels);
    });
  await expectOffered(['clips text 10', 'open thread 10', 'general text 10', 'Lounge voice 10']);
  // Who may write in the channel, but not in its threads.
  await control().deny('#clips', ['SendMessagesInThreads'], 'bo');
  await expectOffered(['clips text 10', 'general text 10', 'Lounge voice 10']);
});

test('a private thread about which Discord does not answer is left out, and nothing else', async () => {
  const name = 'silent';
  addThread(name, { type: ChannelType.PrivateThread });
  const asked = { method: 'GET', path: '^/channels/\\d+/thread-members/', times: 99 };
  await control().addFault({ ...asked, kind: { status: 400, code: 0, message: 'x' } });
  const names = async () => (await offered())[SERVER]?.map((one) => one.split(' ')[0]);
  const others = ['clips', 'open', 'general', 'Lounge'];
  await vi.waitFor(async () => expect(await names()).toEqual(others));
  // Who asks for that thread alone learns that it can't be told now.
  const thread = bot.client.channels.cache.find((one) => 'name' in one && one.name === name)!;
  await expect(places.need(bo, thread.id)).rejects.toThrow();
});

test('while Discord does not answer, neither does this', async () => {
  const path = '^/guilds/\\d+/members/';
  await control().addFault({
    method: 'GET',
    path,
    times: 9,
    kind: { status: 400, code: 0, message: 'x' },
  });
  await expect(places.of(bo)).rejects.toThrow('x');
  await expect(places.need(bo, ids.clips!)).rejects.toThrow('x');
});
