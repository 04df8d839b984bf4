import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { clip as clipCommand } from '../commands/clip.ts';
import { startTestBot, type TestBot } from '../sandbox/testing/bot.ts';
import type { ClipOrder } from '../server/clips/order.ts';
import { createOrders } from '../server/clips/orders.ts';
import { UserError } from '../server/errors.ts';
import { type Bot, startBot } from './bot.ts';
import { createTakeOrder } from './take-order.ts';
import { openTestServices, type TestServices } from './test-services.ts';

// The whole bot over the sandbox: what people see when a clip fails, and what is left from before.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const CLIPS = { as: 'ada', channel: '#clips' };
const PRIVATE = 'Nothing of your share is buffered there.';
const LOADING = 1 << 7;

/** The process before: it takes orders, writes them down, and dies. */
let before: TestBot;
let bot: Bot;
let parts: TestServices;

beforeAll(async () => {
  parts = await openTestServices();
  before = await startTestBot([{ toJSON: () => clipCommand.definition }]);
  await before.sandbox.control.setRateLimits(false);
});
afterAll(async () => {
  await before?.close();
  await parts?.close();
});
beforeEach(() => parts.forget());
afterEach(async () => {
  await bot?.close();
  await before.sandbox.control.clearFaults();
  await before.sandbox.control.refuseDms('ada', false);
});

const start = async () => {
  const { botToken: token, apiUrl } = before.sandbox;
  bot = await startBot(parts.services, { token, apiUrl });
};
const until = <T>(look: () => T) => vi.waitFor(look, { timeout: 10_000 });
const orders = () => createOrders(parts.services.store);
const inDms = async (words: string) =>
  (await before.sandbox.control.dms('ada')).filter(({ content }) => content.includes(words));
const inPrivate = async (words: string) =>
  (await before.sandbox.control.ephemeral(CLIPS)).filter(({ content }) => content.includes(words));

/** An order that was taken by the process before. */
async function leaveOrder(title: string): Promise<ClipOrder> {
  before.handle((interaction) => {
    if (!interaction.isChatInputCommand()) throw new Error('a command was run');
    const { services } = parts;
    const { limits } = services.orders;
    const take = createTakeOrder({
      ...{ orders: orders(), limits, deliver: async () => {} },
      answers: { end: () => {} },
    });
    return clipCommand.run({
      interaction,
      momentMs: Date.now(),
      services,
      take: (order) => take(interaction, order),
    });
  });
  const done = before.done();
  await before.sandbox.control.run({ ...CLIPS, command: `/clip title:${title}` });
  await done;
  before.handle(() => {});
  return (await orders().left()).find((order) => order.title === title)!;
}

async function type(command: string) {
  const { id } = await before.sandbox.control.run({ ...CLIPS, command });
  return (await before.sandbox.control.waitForAnswer(id)).message!;
}

test('a failure is told by DM; the public answer ends without its words', async () => {
  parts.played.make = async () => {
    throw new UserError(PRIVATE);
  };
  await start();
  const message = await type('/clip');
  expect(message.only_for).toBeUndefined();
  expect(message.flags! & LOADING).toBe(0);
  expect(message.content).not.toContain(PRIVATE);
  await until(async () => expect(await inDms(PRIVATE)).toHaveLength(1));
  await until(async () => expect(await orders().left()).toEqual([]));
});

test('DMs refused: the failure of an older order comes with the next command, once', async () => {
  const words = 'This came too late.';
  await leaveOrder('too late');
  await before.sandbox.control.refuseDms('ada');
  parts.played.make = async () => {
    throw new UserError(words);
  };
  await start();
  await until(async () => expect(await orders().left()).toEqual([]));
  expect(await inPrivate(words)).toEqual([]);

  parts.forget();
  await type('/clip to:library');
  await until(async () => expect(await inPrivate(words)).toHaveLength(1));
  await type('/clip to:library');
  await bot.close();
  expect(await inPrivate(words)).toHaveLength(1);
  expect(await inDms(words)).toEqual([]);
});

test('a fault of ours: its words name the order, the log has it whole, and no token', async () => {
  let failed: ClipOrder | undefined;
  parts.played.make = async (order) => {
    failed = order;
    throw new Error('no such codec', { cause: new Error('bad header') });
  };
  await before.sandbox.control.addFault({
    ...{ method: 'PATCH', path: '^/webhooks/' },
    kind: { status: 403, code: 50013, message: 'Missing Permissions' },
  });
  await start();
  await before.sandbox.control.run({ ...CLIPS, command: '/clip' });
  await until(() => expect(failed).toBeDefined());
  const { id, answer } = failed!;
  await until(async () => expect(await inDms(id)).toHaveLength(1));
  expect(await inDms('codec')).toEqual([]);

  const entry = parts.lines
    .map((line) => JSON.parse(line))
    .find(({ err, orderId }) => err?.cause && orderId === id);
  expect(entry.err).toMatchObject({ message: 'no such codec', cause: { message: 'bad header' } });
  expect(entry.err.stack).toContain('dispatch.test.ts');
  const log = parts.lines.join('');
  expect(log).toContain('Missing Permissions');
  expect(log).not.toContain(answer!.token);
  expect(log).not.toContain(before.sandbox.botToken);
});

test('what a process left and what comes in meanwhile are delivered once each', async () => {
  const left = [await leaveOrder('left one'), await leaveOrder('left two')];
  await before.client.destroy();
  const { control } = before.sandbox;
  await until(async () =>
    expect((await control.sessions()).some(({ connected }) => connected)).toBe(false),
  );
  // The start takes long enough for a command to come in, whose clip is still being made afterwards.
  const { make } = parts.played;
  const gate = Promise.withResolvers<void>();
  parts.played.make = async (order) => {
    await gate.promise;
    return make(order);
  };
  const registering = { method: 'GET', path: '^/applications/\\d+/commands' };
  await control.addFault({ ...registering, kind: { delay: 500 } });
  const starting = start();
  await control.waitForBot();
  const { id } = await control.run({ ...CLIPS, command: '/clip title:new one' });
  await until(() => expect(parts.made).toContain(id));
  await starting;
  await until(() => expect(parts.made.length).toBeGreaterThanOrEqual(3));
  gate.resolve();

  await until(async () => expect(await orders().left()).toEqual([]));
  await control.waitForAnswer(id);
  await bot.close();
  expect(parts.made.toSorted()).toEqual([...left.map((order) => order.id), id].toSorted());
  const messages = await control.messages(CLIPS);
  for (const title of ['left one', 'left two', 'new one']) {
    const found = messages.filter(({ content }) => content.includes(title));
    expect(found).toMatchObject([{ attachments: [{}] }]);
  }
});

test('what pages ordered while the bot was away comes once it is there, once; then at once', async () => {
  const { control } = before.sandbox;
  const { me, guilds } = await control.world('ada');
  const guild = guilds.find(({ channels }) => channels.some(({ name }) => name === 'clips'))!;
  const channelId = guild.channels.find(({ name }) => name === 'clips')!.id;
  const { orders: desk } = parts.services;
  const take = async (title: string) => {
    const now = Date.now();
    const order: ClipOrder = {
      ...{ id: desk.newId(now), sharerId: me, requesterId: me, guildId: guild.id, channelId },
      ...{ fromMs: now - 5000, toMs: now, last: true, to: 'here', title },
    };
    await desk.take(order);
    return order;
  };
  const early = await take('ordered early');
  expect((await desk.board.of(me))[0]).toMatchObject({ id: early.id, state: 'waiting' });
  await start();
  const later = await take('ordered later');
  await until(async () => expect(await orders().left()).toEqual([]));
  expect(parts.made.toSorted()).toEqual([early.id, later.id].toSorted());
  const messages = await control.messages(CLIPS);
  for (const title of ['ordered early', 'ordered later']) {
    const found = messages.filter(({ content }) => content.includes(title));
    expect(found).toMatchObject([{ attachments: [{}] }]);
  }
  // Of a bot that is gone nothing is expected any more.
  await bot.close();
  const last = await take('ordered last');
  expect((await orders().left()).map(({ id }) => id)).toEqual([last.id]);
  await start();
  await until(async () => expect(await orders().left()).toEqual([]));
  expect(parts.made.filter((id) => id === last.id)).toHaveLength(1);
});

test('a title that the API would refuse is refused here, too, and nothing is made', async () => {
  await start();
  for (const title of ['exe.\u202egpj', 'bell\u0007']) {
    const message = await type(`/clip title:${title}`);
    expect(message.content).toMatch(/^The title can't have line breaks or control characters\./);
    expect(message.only_for).toBeDefined();
  }
  expect(await orders().left()).toEqual([]);
  expect(parts.made).toEqual([]);
});
