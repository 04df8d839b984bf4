import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { clip as clipCommand } from '../commands/clip.ts';
import { startTestBot, type TestBot } from '../sandbox/testing/bot.ts';
import { createOrders } from '../server/clips/orders.ts';
import { createButtonUpkeep } from './button-upkeep.ts';
import { createDelivery } from './deliver.ts';
import { createInvalidRequests } from './invalid-requests.ts';
import { createNotify } from './notify.ts';
import { restOptions } from './rest.ts';
import { createTakeOrder } from './take-order.ts';
import { openTestServices, type TestServices } from './test-services.ts';

// What matters how much, by what is asked of Discord: near a ban only orders go on.

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const CLIPS = { as: 'ada', channel: '#clips' };

let parts: TestServices;
let bot: TestBot;
/** How much each request mattered, since the test began. */
let asked: string[];

beforeAll(async () => {
  parts = await openTestServices();
  const invalid = createInvalidRequests(parts.services.log);
  const rest = restOptions({ ...invalid, need: (urgency) => void asked?.push(urgency) });
  bot = await startTestBot([{ toJSON: () => clipCommand.definition }], { rest });
  await bot.sandbox.control.setRateLimits(false);
});
afterAll(async () => {
  await bot?.close();
  await parts?.close();
});
beforeEach(() => {
  asked = [];
});

/** Ada types /clip, and it is delivered. */
async function clip(options: string): Promise<void> {
  const { services } = parts;
  const orders = createOrders(services.store);
  const notify = createNotify(bot.client, services);
  const { signal } = new AbortController();
  const end = { closing: signal, over: signal };
  const { deliver } = createDelivery(bot.client, services, orders, notify, end);
  const { limits } = services.orders;
  const takeOrder = createTakeOrder({ orders, limits, deliver, answers: { end: () => {} } });
  bot.handle((interaction) => {
    if (!interaction.isChatInputCommand()) throw new Error('a command was run');
    const take = (order: Parameters<typeof deliver>[0]) => takeOrder(interaction, order);
    return clipCommand.run({ interaction, momentMs: Date.now(), services, take });
  });
  const done = bot.done();
  await bot.sandbox.control.run({ ...CLIPS, command: `/clip 2m ${options}` });
  await done;
}

test('an answer, and all ways of a clip, are orders; progress is nice to have', async () => {
  await clip('to:dm');
  // Deferred; the channel with Ada, the message into it, and the answer that says so.
  expect(asked).toEqual(['order', 'order', 'order', 'order']);
  asked = [];
  parts.played.beforeFit = async (_clipId, watch) => {
    watch?.onStep?.({ name: 'queued', place: 2 });
    await sleep(3300);
  };
  await clip('title:slow');
  parts.forget();
  expect(asked).toEqual(['order', 'nice', 'order']);
});

test('the buttons below a clip are nice to have', async () => {
  const { id, channel_id } = (await bot.sandbox.control.messages(CLIPS)).at(-1)!;
  const { signal } = new AbortController();
  const upkeep = createButtonUpkeep(bot.client, parts.services, signal);
  await upkeep.look({ clipId: '1', channelId: channel_id, messageId: id });
  expect(asked.length).toBeGreaterThan(0);
  expect(new Set(asked)).toEqual(new Set(['nice']));
});
