import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { startTestBot, type TestBot } from '../sandbox/testing/bot.ts';
import { DoesNotFit } from '../server/clips/fit.ts';
import type { Clip } from '../server/clips/library.ts';
import type { ClipOrder } from '../server/clips/order.ts';
import { createOrders, type Orders } from '../server/clips/orders.ts';
import { UserError } from '../server/errors.ts';
import { createDelivery, type Deliver } from './deliver.ts';
import { createNotify } from './notify.ts';
import { openTestServices, type TestServices } from './test-services.ts';

// Orders of pages and programs, which no interaction waits for: over the sandbox and the real discord.js.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const SERVER = 'Hindsight Test Server';
const MIB = 1024 * 1024;
const CLIPS = { as: 'bo', channel: '#clips' };
const NO_SEND = ['SendMessages'] as const;

let bot: TestBot;
let parts: TestServices;
let orders: Orders;
let deliver: Deliver;
let cancel: ReturnType<typeof createDelivery>['cancel'];
let ada: string;
let place: { guildId: string; channelId: string };
let title = '';
let count = 0;

beforeAll(async () => {
  parts = await openTestServices();
  bot = await startTestBot([], { allowedMentions: { parse: [] } });
  await bot.sandbox.control.setRateLimits(false);
  orders = createOrders(parts.services.store);
  const { me, guilds } = await bot.sandbox.control.world('ada');
  ada = me;
  const guild = guilds.find(({ name }) => name === SERVER)!;
  const channel = guild.channels.find(({ name }) => name === 'clips')!;
  place = { guildId: guild.id, channelId: channel.id };
});
afterAll(async () => {
  await bot?.close();
  await parts?.close();
});
beforeEach(() => {
  title = `page clip ${++count}`;
  begin();
});
afterEach(async () => {
  const { control } = bot.sandbox;
  await control.clearFaults();
  await control.refuseDms('ada', false);
  await control.deny('#clips', []);
  await control.setUploadLimit(SERVER, 10 * MIB);
  parts.services.config.postedKeptMs = 7 * 24 * 3600_000;
  for (const left of await orders.left()) await orders.done(left);
  parts.forget();
});

/** Delivery as a process has it. */
function begin(): void {
  const { services } = parts;
  const notify = createNotify(bot.client, services);
  const end = { closing: new AbortController().signal, over: new AbortController().signal };
  ({ deliver, cancel } = createDelivery(bot.client, services, orders, notify, end));
}

function newOrder(change: Partial<ClipOrder> = {}): ClipOrder {
  const now = Date.now();
  return {
    ...{ id: parts.services.orders.newId(now), sharerId: ada, requesterId: ada, ...place, title },
    ...{ fromMs: now - 120_000, toMs: now, last: true, to: 'here' },
    ...change,
  };
}
async function send(change: Partial<ClipOrder> = {}): Promise<ClipOrder> {
  const order = newOrder(change);
  await orders.write(order);
  await deliver(order);
  return order;
}
const titled = <T extends { content: string }>(messages: T[]) =>
  messages.filter(({ content }) => content.includes(title));
const inChannel = async () => titled(await bot.sandbox.control.messages(CLIPS));
const inDms = async () => titled(await bot.sandbox.control.dms('ada'));
const outcome = async ({ id, requesterId }: ClipOrder) =>
  (await parts.services.orders.board.of(requesterId)).find((one) => one.id === id)!;
const clipOf = ({ id, clipId }: ClipOrder) => parts.services.clips.get(clipId ?? id);

test('into a channel: once, naming whose it is, with a Trim button; the page hears where', async () => {
  const order = await send();
  const [message, ...more] = await inChannel();
  expect(more).toEqual([]);
  expect(message).toMatchObject({ nonce: order.id, attachments: [{}], mentions: [] });
  expect(message!.content).toContain(`<@${ada}>`);
  expect(JSON.stringify(message!.components)).toContain(`"trim:${order.id}"`);
  expect(await inDms()).toEqual([]);
  const url = `https://discord.com/channels/${place.guildId}/${place.channelId}/${message!.id}`;
  expect(await outcome(order)).toMatchObject({
    ...{ state: 'done', clipId: order.id, messageUrl: url, title, to: 'channel' },
  });
  expect((await clipOf(order))?.posted).toMatchObject([{ to: 'channel', messageId: message!.id }]);
  expect(await orders.left()).toEqual([]);
});

test('a DM, and the library: only where they were asked for, and nobody is told twice', async () => {
  const dm = await send({ to: 'dm' });
  const [message, ...more] = await inDms();
  expect(more).toEqual([]);
  expect(message).toMatchObject({ nonce: dm.id, attachments: [{}] });
  const { messageUrl } = await outcome(dm);
  expect(messageUrl).toContain('https://discord.com/channels/@me/');
  const library = await send({ to: 'library', visibility: 'public' });
  expect(await inDms()).toHaveLength(1);
  expect(await inChannel()).toEqual([]);
  expect(await outcome(library)).toMatchObject({ state: 'done', clipId: library.id });
  const kept = await clipOf(library);
  expect(kept).toMatchObject({ visibility: 'public' });
  expect(kept?.expiresAtMs).toBeUndefined();
});

test('what is being done is shown on the way', async () => {
  const { make } = parts.played;
  const order = newOrder();
  const seen: object[] = [];
  parts.played.make = async (given, watch) => {
    for (const step of [
      { name: 'queued', place: 3 } as const,
      { name: 'cutting', part: 0.4 } as const,
    ]) {
      watch?.onStep?.(step);
      seen.push(await outcome(order));
    }
    return make(given, watch);
  };
  parts.played.beforeFit = async (_, watch) => {
    watch?.onStep?.({ name: 'rendering', part: 0.5, format: 'mp4', maxBytes: 10 * MIB });
    seen.push(await outcome(order));
  };
  const post = { method: 'POST', path: '^/channels/\\d+/messages$' };
  await bot.sandbox.control.addFault({ ...post, kind: { delay: 1000 } });
  const done = deliver(order);
  await vi.waitFor(async () => expect(await outcome(order)).toMatchObject({ state: 'posting' }));
  expect(cancel(order.id, ada)).toBe('too late');
  await done;
  expect(seen).toMatchObject([
    { state: 'queued', words: 'Place 3 in the queue …' },
    { state: 'cutting', part: 0.4 },
    { state: 'rendering', part: 0.5 },
  ]);
});

test('the right to post was taken meanwhile: it comes by DM, and says why', async () => {
  await bot.sandbox.control.deny('#clips', NO_SEND as never);
  const order = await send();
  expect(await inChannel()).toEqual([]);
  const [dm] = await inDms();
  expect(dm?.content).toContain('could not post it where you asked for it');
  expect(dm?.attachments).toHaveLength(1);
  expect(await outcome(order)).toMatchObject({
    state: 'done',
    words: expect.stringContaining('I could not post it'),
  });
});

test('no DM possible: it is kept, and the page and the next command say so', async () => {
  await bot.sandbox.control.refuseDms('ada');
  const order = await send({ to: 'dm' });
  expect(await inChannel()).toEqual([]);
  const [notice, ...more] = await parts.services.inbox.take(ada);
  expect(more).toEqual([]);
  expect(notice).toContain('could not be posted');
  const { state, clipId, error } = await outcome(order);
  expect({ state, clipId }).toEqual({ state: 'failed', clipId: order.id });
  expect(error).toMatch(/in your library.*"Privacy Settings"/);
  expect((await clipOf(order))?.expiresAtMs).toBeUndefined();
});

test('an upload limit that is lower than told: a smaller one lands', async () => {
  await bot.sandbox.control.setUploadLimit(SERVER, 150_000);
  await send();
  const [message] = await inChannel();
  expect(message?.attachments[0]?.size).toBeLessThanOrEqual(150_000);
});

test('a failure reaches the person by DM and on the page, and nothing is left', async () => {
  parts.played.make = async () => {
    throw new UserError('Nothing of yours is buffered there.');
  };
  const order = await send();
  const dms = await bot.sandbox.control.dms('ada');
  expect(dms.at(-1)?.content).toBe('**Your clip** · Nothing of yours is buffered there.');
  const error = 'Nothing of yours is buffered there.';
  expect(await outcome(order)).toMatchObject({ state: 'failed', error });
  expect(await clipOf(order)).toBeUndefined();
  expect(await orders.left()).toEqual([]);
});

test('cancelled by who ordered it, by nobody else', async () => {
  const gate = Promise.withResolvers<void>();
  parts.played.make = async (_, { signal } = {}) => {
    signal?.addEventListener('abort', () => gate.reject(signal.reason));
    await gate.promise;
    throw new Error('never');
  };
  const order = newOrder();
  const done = deliver(order);
  await vi.waitFor(() => expect(parts.made).toEqual([order.id]));
  expect(cancel(order.id, 'somebody')).toBe('not yours');
  expect(cancel(order.id, ada)).toBe('yes');
  await done;
  expect(await outcome(order)).toMatchObject({ state: 'cancelled' });
  expect(await inDms()).toEqual([]);
});

test('one that is worked on already is not begun again', async () => {
  const order = newOrder();
  await Promise.all([deliver(order), deliver(order)]);
  expect(parts.made).toEqual([order.id]);
  expect(await inChannel()).toHaveLength(1);
});

test.each(['here', 'dm'] as const)(
  'killed right after it was posted (%s): not once more',
  async (to) => {
    let written: ClipOrder | undefined;
    const { write } = orders;
    orders.write = async (given) => {
      written = given;
      await write(given);
    };
    await send({ to }).finally(() => {
      orders.write = write;
    });
    const { clips } = parts.services;
    const { id } = written!;
    const { posted, expiresAtMs: _, ...clip } = (await clips.get(id))!;
    expect(posted).toHaveLength(1);
    // It was not noted, and so long ago that Discord has forgotten the nonce.
    await clips.save(clip as Clip);
    await orders.write(written!);
    await bot.sandbox.control.advance(6 * 60_000);
    begin();
    await deliver(written!);
    expect([...(await inChannel()), ...(await inDms())]).toHaveLength(1);
    expect(parts.made).toEqual([id]);
    const kept = await clips.get(id);
    expect(kept?.posted?.map(({ messageId }) => messageId)).toEqual(
      posted?.map(({ messageId }) => messageId),
    );
    expect(kept?.expiresAtMs).toBeDefined();
    expect(await orders.left()).toEqual([]);
  },
);

test('posted again: the same clip, which knows both places; made for the library, it stays', async () => {
  const first = await send({ to: 'library' });
  const again = await send({ clipId: first.id, to: 'dm', lengthMs: 120_000 });
  const once = await send({ clipId: first.id, lengthMs: 120_000 });
  expect(parts.made).toEqual([first.id]);
  const [dm] = await inDms();
  expect(JSON.stringify(dm?.components)).toContain(`"trim:${first.id}"`);
  expect(await inChannel()).toHaveLength(1);
  const clip = await clipOf(first);
  expect(clip?.posted).toMatchObject([{ to: 'dm' }, { to: 'channel' }]);
  expect(clip?.expiresAtMs).toBeUndefined();
  for (const order of [again, once]) {
    expect(await outcome(order)).toMatchObject({ state: 'done', clipId: first.id });
    expect(await parts.services.clips.get(order.id)).toBeUndefined();
  }
});

test('posted again by link it stays for good; as a file, a week from then', async () => {
  const { clipLinks, config, clips } = parts.services;
  const first = await send();
  await clips.change(first.id, () => ({ expiresAtMs: Date.now() + 1000 }));
  await send({ clipId: first.id, to: 'dm' });
  const { expiresAtMs } = (await clipOf(first))!;
  expect(expiresAtMs! - Date.now()).toBeGreaterThan(6 * 24 * 3600_000);
  const { of } = clipLinks;
  clipLinks.of = clipLinks.page;
  config.clipQuality = 'link';
  await send({ clipId: first.id, to: 'dm' }).finally(() => {
    clipLinks.of = of;
    config.clipQuality = 'fit';
  });
  const clip = await clipOf(first);
  expect(clip?.posted?.at(-1)).toMatchObject({ as: 'link' });
  expect(clip?.expiresAtMs).toBeUndefined();
  const dms = await inDms();
  expect(JSON.stringify(dms.map(({ components }) => components))).toContain(`trim:${first.id}`);
});

test('posted again and failing: the clip stays as it was; one that is gone is told to be', async () => {
  const first = await send({ to: 'library' });
  parts.played.beforeFit = async () => {
    throw new DoesNotFit(300);
  };
  const failed = await send({ clipId: first.id, to: 'dm' });
  expect(await outcome(failed)).toMatchObject({ state: 'failed', clipId: first.id });
  parts.played.beforeFit = async () => {
    throw new Error('no such codec');
  };
  await send({ clipId: first.id, to: 'dm' });
  expect(await clipOf(first)).toBeDefined();
  await parts.services.clips.remove(first.id);
  const gone = await send({ clipId: first.id, to: 'dm' });
  expect(await outcome(gone)).toMatchObject({
    error: expect.stringContaining('not there any more'),
  });
});

test('CLIPS_KEEP_POSTED_DAYS=0: it is gone once it is posted, and has no button', async () => {
  parts.services.config.postedKeptMs = 0;
  const order = await send();
  const [message] = await inChannel();
  expect(message?.components).toEqual([]);
  expect(await clipOf(order)).toBeUndefined();
  const { clipId, messageUrl } = await outcome(order);
  expect({ clipId, messageUrl }).toEqual({ clipId: undefined, messageUrl: expect.any(String) });
});
