import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox/start.ts';
import type { ClipOrder } from '../server/clips/order.ts';
import { createOrders } from '../server/clips/orders.ts';
import { type Bot, startBot } from './bot.ts';
import { openTestServices, type TestServices } from './test-services.ts';

// Two bots, each with a store of its own on the same folder, logged in to the same Discord.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 40_000 });

const CLIPS = { as: 'ada', channel: '#clips' };

let sandbox: Sandbox;
let first: TestServices;
let second: TestServices;
let bots: Bot[];

const start = async ({ services }: TestServices) => {
  const bot = await startBot(services, { token: sandbox.botToken, apiUrl: sandbox.apiUrl });
  bots.push(bot);
  return bot;
};
beforeEach(async () => {
  bots = [];
  first = await openTestServices();
  second = await openTestServices({ shared: first.services.config.dataDir });
  sandbox = await startSandbox({ dataDir: first.services.config.dataDir });
  await sandbox.control.setRateLimits(false);
});
afterEach(async () => {
  await Promise.all(bots.map((bot) => bot.close()));
  await sandbox?.close();
  await second?.close();
  await first?.close();
});

const until = <T>(look: () => T) => vi.waitFor(look, { timeout: 20_000 });
const orders = () => createOrders(second.services.store);
const allDone = () => until(async () => expect(await orders().left()).toEqual([]));
const made = () => [...first.made, ...second.made];

async function expectPostedOnce(titles: string[]): Promise<void> {
  const messages = await sandbox.control.messages(CLIPS);
  for (const title of titles) {
    const found = messages.filter(({ content }) => content.includes(title));
    expect(found).toMatchObject([{ attachments: [{}] }]);
  }
}

/** One that was asked for on a page, and that nobody works on. */
async function leaveOrder(title: string): Promise<ClipOrder> {
  const { me, guilds } = await sandbox.control.world('ada');
  const guild = guilds.find(({ channels }) => channels.some(({ name }) => name === 'clips'))!;
  const channelId = guild.channels.find(({ name }) => name === 'clips')!.id;
  const now = Date.now();
  const order: ClipOrder = {
    id: second.services.orders.newId(now),
    ...{ sharerId: me, requesterId: me, guildId: guild.id, channelId },
    ...{ fromMs: now - 5000, toMs: now, last: true, to: 'here', title },
  };
  await orders().write(order);
  return order;
}

test('while one takes over from the other, each command is answered once, and by one of them', async () => {
  const old = await start(first);
  const { make } = first.played;
  // Longer than a process that ends has patience.
  first.played.make = (order, watch) =>
    order.title === 'endless'
      ? new Promise((_, reject) => {
          watch?.signal?.addEventListener('abort', () => reject(watch.signal?.reason));
        })
      : make(order, watch);
  await sandbox.control.run({ ...CLIPS, command: '/clip title:endless' });
  await until(() => expect(first.made).toHaveLength(1));

  const typed: { id: string; title: string }[] = [];
  const typing = new AbortController();
  const type = async () => {
    while (!typing.signal.aborted) {
      const title = `number ${typed.length} of all`;
      const { id } = await sandbox.control.run({ ...CLIPS, command: `/clip title:${title}` });
      typed.push({ id, title });
      await sleep(200);
    }
  };
  const allTyped = type();
  await until(() => expect(typed.length).toBeGreaterThan(3));
  await start(second);
  const both = typed.length;
  await until(() => expect(typed.length).toBeGreaterThan(both + 5));
  const finishing = old.finish();
  const ending = typed.length;
  await sleep(1000);
  await finishing;
  await old.leave();
  await sleep(500);
  typing.abort();
  await allTyped;

  for (const { id } of typed) await sandbox.control.waitForAnswer(id);
  await allDone();
  await expectPostedOnce(['endless', ...typed.map(({ title }) => title)]);
  const ids = typed.map(({ id }) => id);
  // The endless one was begun by both, one after the other.
  expect(
    made()
      .filter((id) => ids.includes(id))
      .toSorted(),
  ).toEqual(ids.toSorted());
  expect(second.made).toContain(first.made[0]);
  // Nothing was taken by the one that ends, but for what had come in before.
  const late = ids.slice(ending + 1);
  expect(late.length).toBeGreaterThan(5);
  expect(first.made.filter((id) => late.includes(id))).toEqual([]);
  const callbacks = (await sandbox.control.requests()).filter(({ path }) =>
    ids.some((id) => path.startsWith(`/interactions/${id}/`)),
  );
  expect(callbacks).toHaveLength(ids.length);
  expect(callbacks.every(({ status }) => Number(status) < 300)).toBe(true);
});

test('told to end and alone, a bot still answers, and what is ordered waits for the next one', async () => {
  const old = await start(first);
  await old.finish();
  const { id } = await sandbox.control.run({ ...CLIPS, command: '/clip title:at the end' });
  await until(async () => expect((await sandbox.control.interaction(id)).message).toBeDefined());
  await until(async () => expect(await orders().left()).toMatchObject([{ id }]));
  await old.leave();
  expect(made()).toEqual([]);
  await start(second);
  await allDone();
  expect(second.made).toEqual([id]);
  await expectPostedOnce(['at the end']);
});

test('what both see at the same time is made by one', async () => {
  await Promise.all([start(first), start(second)]);
  const titles = Array.from({ length: 12 }, (_, i) => `left ${i} of all`);
  const left: ClipOrder[] = [];
  for (const title of titles) left.push(await leaveOrder(title));
  await allDone();
  expect(made().toSorted()).toEqual(left.map(({ id }) => id).toSorted());
  await expectPostedOnce(titles);
});

test('an order of a process of this machine that was killed is gone on with at once', async () => {
  const { store } = second.services;
  const { id } = await leaveOrder('of the killed');
  // As a process leaves it that is killed: its name, and its lease.
  const killed = `
    import { createOrderOwners } from '${join(import.meta.dirname, '../server/clips/order-owners.ts')}';
    import { openStore } from '${join(import.meta.dirname, '../server/store/open.ts')}';
    const store = await openStore({ dataDir: process.argv[1] }, {});
    await store.lease('order:${id}', await createOrderOwners(store).add(), 60_000);
    process.kill(process.pid, 'SIGKILL');`;
  const args = ['--input-type=module-typescript', '-e', killed, second.services.config.dataDir];
  await expect(promisify(execFile)(process.execPath, args)).rejects.toMatchObject({
    signal: 'SIGKILL',
  });
  expect(await store.lease(`order:${id}`, 'us', 1000)).toBe(false);
  await start(second);
  await allDone();
  expect(made()).toEqual([id]);
});

test('an order of a process that lives is left to it; once that is dead, it is gone on with', async () => {
  const { store } = second.services;
  const { id } = await leaveOrder('of the dead');
  await store.lease(`order:${id}`, 'another process', 5000);
  const diesAtMs = Date.now() + 5000;
  await start(second);
  await sleep(3500);
  expect(Date.now()).toBeLessThan(diesAtMs);
  expect(made()).toEqual([]);
  await allDone();
  expect(made()).toEqual([id]);
});
