import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Sandbox } from '../sandbox/start.ts';
import { createOrders } from '../server/clips/orders.ts';
import type { Bot } from './bot.ts';
import type { TestServices } from './test-services.ts';
import { openWholeBot, type WholeBot } from './test-whole-bot.ts';

// The whole bot over the sandbox's gateway, which is lost in every way.
vi.setConfig({ testTimeout: 40_000, hookTimeout: 40_000 });

const CLIPS = { as: 'ada', channel: '#clips' };
const HEARTBEAT_MS = 41_250;

let whole: WholeBot;
let sandbox: Sandbox;
let parts: TestServices;
let bot: Bot;

const start = async () => {
  bot = await whole.start();
};
beforeAll(async () => {
  whole = await openWholeBot();
  ({ parts, sandbox } = whole);
  await start();
});
afterAll(() => whole?.close());
beforeEach(() => parts.forget());
afterEach(() => sandbox.control.setGateway({ heartbeatMs: HEARTBEAT_MS, acks: true, open: true }));

const until = <T>(look: () => T) => vi.waitFor(look, { timeout: 20_000 });
const isUp = () =>
  bot.check().then(
    () => true,
    () => false,
  );
const becomesUp = () => until(async () => expect(await isUp()).toBe(true));
const becomesDown = () =>
  vi.waitFor(async () => expect(await isUp()).toBe(false), { timeout: 20_000, interval: 10 });
/** What `/metrics` counts of that. */
async function counted(event: string): Promise<number> {
  const text = await parts.services.metrics.render();
  return Number(new RegExp(`hindsight_gateway_total\\{event="${event}"\\} (\\d+)`).exec(text)?.[1]);
}
const posted = async (title: string) =>
  (await sandbox.control.messages(CLIPS)).filter(({ content }) => content.includes(title));

async function clipIsPosted(title: string): Promise<void> {
  await sandbox.control.run({ ...CLIPS, command: `/clip title:${title}` });
  await until(async () => expect(await posted(title)).toMatchObject([{ attachments: [{}] }]));
}

test.each([
  ['cut', () => sandbox.control.gateway('drop')],
  ['asked to reconnect', () => sandbox.control.gateway('reconnect')],
  ['closed with 4000', () => sandbox.control.gateway('close', 4000)],
  ['told that its session is void but may be resumed', () => sandbox.control.invalidate(true)],
])('%s, it resumes, and a command of the gap is answered once', async (how, lose) => {
  const resumed = await counted('resumed');
  await lose();
  const title = `gap ${how}`.slice(0, 20);
  const { id } = await sandbox.control.run({ ...CLIPS, command: `/clip title:${title}` });
  expect((await sandbox.control.waitForAnswer(id)).state).toBe('answered');
  await until(async () => expect(await posted(title)).toMatchObject([{ attachments: [{}] }]));
  expect(parts.made).toEqual([id]);
  expect(await counted('resumed')).toBe(resumed + 1);
  await becomesUp();
});

test('with its session void it begins a new one; what was ordered before goes on', async () => {
  const { make } = parts.played;
  const gate = Promise.withResolvers<void>();
  parts.played.make = async (order) => {
    await gate.promise;
    return make(order);
  };
  const { id } = await sandbox.control.run({ ...CLIPS, command: '/clip title:under way' });
  await until(() => expect(parts.made).toEqual([id]));
  const before = await counted('identified');
  await sandbox.control.invalidate();
  const { id: lost } = await sandbox.control.run({ ...CLIPS, command: '/clip title:lost' });
  await becomesDown();
  await until(async () => expect(await counted('identified')).toBe(before + 1));
  gate.resolve();
  await until(async () => expect(await posted('under way')).toMatchObject([{ attachments: [{}] }]));
  // Discord never told of it, and says so to its person.
  await until(async () => expect((await sandbox.control.interaction(lost)).state).toBe('failed'));
  expect(parts.made).toEqual([id]);
  await clipIsPosted('afterwards');
});

test('where nobody acknowledges its heartbeats, it notices, connects again and resumes', async () => {
  const { control } = sandbox;
  await control.setGateway({ heartbeatMs: 400, acks: false });
  await control.gateway('reconnect');
  await becomesDown();
  await becomesUp();
  const before = await counted('lost');
  await until(async () => expect(await counted('lost')).toBeGreaterThan(before));
  await control.setGateway({ heartbeatMs: HEARTBEAT_MS, acks: true });
  await control.gateway('reconnect');
  await clipIsPosted('no zombie');
});

test('while the gateway is away it is not ready; it comes back by itself', async () => {
  await sandbox.control.setGateway({ open: false });
  await sandbox.control.gateway('drop');
  await becomesDown();
  expect(await parts.services.metrics.render()).toContain('hindsight_gateway_up 0');
  // It has tried more than once by then.
  await sleep(2000);
  await expect(bot.check()).rejects.toThrow('the gateway is not connected');
  await sandbox.control.setGateway({ open: true });
  await becomesUp();
  expect(await parts.services.metrics.render()).toContain('hindsight_gateway_up 1');
  await clipIsPosted('back again');
  expect(await createOrders(parts.services.store).left()).toEqual([]);
});

test.each([
  [4004, 'Discord refuses DISCORD_TOKEN. Copy it again'],
  [4013, 'Update Hindsight.'],
  [4014, 'Discord does not allow the bot the intent Guilds.'],
])(
  'a close with %i is for good: it is not ready, and the log says what to do',
  async (code, words) => {
    await sandbox.control.gateway('close', code);
    await becomesDown();
    await expect(bot.check()).rejects.toThrow(words);
    const errors = parts.lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 50);
    expect(errors).toMatchObject([{ code, msg: expect.stringContaining(words) }]);
    await bot.close();
    await start();
    await becomesUp();
  },
);

test('a login that the gateway refuses says why', async () => {
  await bot.close();
  await sandbox.control.setGateway({ refusal: 4014 });
  await expect(start()).rejects.toThrow('Discord does not allow the bot the intent Guilds.');
  await sandbox.control.setGateway({ refusal: null });
  await start();
});

test('one that begins while Discord is in trouble waits for it', async () => {
  await bot.close();
  // Each request is tried four times.
  await sandbox.control.addFault({ path: '^/gateway/bot$', kind: { status: 504 }, times: 6 });
  await sandbox.control.addFault({ path: '/commands$', kind: { status: 503 }, times: 5 });
  parts.lines.length = 0;
  await start();
  await becomesUp();
  expect(parts.lines.filter((line) => line.includes('in trouble'))).toHaveLength(2);
});
