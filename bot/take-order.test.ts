import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { clip as clipCommand } from '../commands/clip.ts';
import { startTestBot, type TestBot } from '../sandbox/testing/bot.ts';
import type { ClipOrder } from '../server/clips/order.ts';
import type { OrderLimits } from '../server/clips/order-limits.ts';
import { createOrders, type Orders } from '../server/clips/orders.ts';
import { createTakeOrder } from './take-order.ts';
import { openTestServices, type TestServices } from './test-services.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const CLIPS = { as: 'ada', channel: '#clips' };

let bot: TestBot;
let parts: TestServices;
let orders: Orders;

beforeAll(async () => {
  parts = await openTestServices();
  bot = await startTestBot([{ toJSON: () => clipCommand.definition }]);
  orders = createOrders(parts.services.store);
});
afterAll(async () => {
  await bot?.close();
  await parts?.close();
});
afterEach(() => bot.sandbox.control.clearFaults());

/** Ada types /clip. @returns the orders that were given on to be worked on */
async function type(
  write: Orders['write'] = orders.write,
  change: Partial<Pick<Orders, 'done'>> & Partial<Pick<OrderLimits, 'giveBack'>> = {},
): Promise<ClipOrder[]> {
  const delivered: ClipOrder[] = [];
  const deliver = async (order: ClipOrder) => void delivered.push(order);
  const { limits } = parts.services.orders;
  const takeOrder = createTakeOrder({
    ...{ orders: { ...orders, write, ...change }, limits: { ...limits, ...change }, deliver },
    answers: { end: () => {} },
  });
  bot.handle(async (interaction) => {
    if (!interaction.isChatInputCommand()) throw new Error('a command was run');
    const take = (order: ClipOrder) => takeOrder(interaction, order);
    const { services } = parts;
    const run = clipCommand.run({ interaction, momentMs: Date.now(), services, take });
    await run.catch((error) => expect(error).toMatchObject({ code: 10062 }));
  });
  const done = bot.done();
  await bot.sandbox.control.run({ ...CLIPS, command: '/clip' });
  await done;
  return delivered;
}

/** It is taken back behind the answer. */
const WAITED = { timeout: 10_000 };

test('an order is written down before Discord hears that it is taken', async () => {
  let answeredBefore: unknown = 'not written';
  const [order] = await type(async (given) => {
    answeredBefore = (await bot.sandbox.control.interaction(given.id)).message;
    await orders.write(given);
  });
  expect(answeredBefore ?? null).toBeNull();
  expect(await orders.left()).toMatchObject([{ id: order?.id }]);
  for (const left of await orders.left()) await orders.done(left);
});

test('one that Discord does not take any more is forgotten: its person saw that it failed', async () => {
  const kind = { status: 404, code: 10062, message: 'Unknown interaction' };
  await bot.sandbox.control.addFault({ method: 'POST', path: '/callback', kind });
  expect(await type()).toEqual([]);
  await expect.poll(() => orders.left(), WAITED).toEqual([]);
});

test('one that was refused is taken back also where the store writes late, and fails at first', async () => {
  const kind = { status: 404, code: 10062, message: 'Unknown interaction' };
  await bot.sandbox.control.addFault({ method: 'POST', path: '/callback', kind });
  let tries = 0;
  const late: Orders['write'] = async (given) => {
    await sleep(1500);
    await orders.write(given);
  };
  const away = new Error('the store is away');
  const given = await type(late, {
    done: (order) => (++tries === 1 ? Promise.reject(away) : orders.done(order)),
    giveBack: () => Promise.reject(away),
  });
  expect(given).toEqual([]);
  await expect.poll(() => tries, WAITED).toBe(2);
  await expect.poll(() => orders.left(), WAITED).toEqual([]);
});
