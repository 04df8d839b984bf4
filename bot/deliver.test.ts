import { access } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { MessageFlags } from 'discord.js';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { clip as clipCommand } from '../commands/clip.ts';
import { startTestBot, type TestBot } from '../sandbox/testing/bot.ts';
import { DoesNotFit } from '../server/clips/fit.ts';
import type { ClipOrder } from '../server/clips/order.ts';
import { createOrders, type Orders } from '../server/clips/orders.ts';
import { createDelivery, type Deliver } from './deliver.ts';
import { createNotify } from './notify.ts';
import { shortenedId } from './post.ts';
import { createTakeOrder } from './take-order.ts';
import { CLIP_BYTES, openTestServices, type TestServices } from './test-services.ts';

// From the command to the message, over the sandbox and the real discord.js; only the clip is played.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const SERVER = 'Hindsight Test Server';
const MIB = 1024 * 1024;
const CLIPS = { as: 'ada', channel: '#clips' };
const SEEN_BY_BO = { as: 'bo', channel: '#clips' };
const BOOSTED = { as: 'ada', channel: '#highlights' };
const WEEK_MS = 7 * 24 * 3600_000;
const PATCH_ANSWER = { method: 'PATCH', path: '^/webhooks/' };

let bot: TestBot;
let parts: TestServices;
let orders: Orders;
let deliver: Deliver;
let closing: AbortController;
/** The last one that was given to deliver. */
let order: ClipOrder;
let title = '';
let count = 0;

beforeAll(async () => {
  parts = await openTestServices();
  bot = await startTestBot([{ toJSON: () => clipCommand.definition }], {
    allowedMentions: { parse: [] },
  });
  await bot.sandbox.control.setRateLimits(false);
  orders = createOrders(parts.services.store);
});
afterAll(async () => {
  await bot?.close();
  await parts?.close();
});
beforeEach(() => {
  title = `clip number ${++count}`;
  closing = new AbortController();
  deliver = begin();
});
afterEach(async () => {
  const { control } = bot.sandbox;
  await control.clearFaults();
  await control.refuseDms('ada', false);
  await control.deny('#clips', []);
  await control.setUploadLimit(SERVER, 10 * MIB);
  for (const left of await orders.left()) await orders.done(left);
  parts.forget();
});

/** Delivery as a process has it. */
function begin(): Deliver {
  const { services } = parts;
  const notify = createNotify(bot.client, services);
  const end = { closing: closing.signal, over: new AbortController().signal };
  return createDelivery(bot.client, services, orders, notify, end).deliver;
}

/** Ada types /clip; resolves when the delivery has ended. */
async function type(
  options = '',
  change: (order: ClipOrder) => ClipOrder = (same) => same,
  place = CLIPS,
) {
  bot.handle((interaction) => {
    if (!interaction.isChatInputCommand()) throw new Error('a command was run');
    const takeOrder = createTakeOrder({
      orders,
      limits: parts.services.orders.limits,
      answers: { end: () => {} },
      deliver(given) {
        order = change(given);
        return deliver(order);
      },
    });
    const take = (given: ClipOrder) => takeOrder(interaction, given);
    return clipCommand.run({ interaction, momentMs: Date.now(), services: parts.services, take });
  });
  const done = bot.done();
  const command = `/clip duration:2m ${options} title:${title}`.replace('  ', ' ');
  const { id } = await bot.sandbox.control.run({ ...place, command });
  await done;
  return (await bot.sandbox.control.interaction(id)).message!;
}

const aged = (given: ClipOrder): ClipOrder => ({
  ...given,
  answer: { ...given.answer!, sinceMs: Date.now() - 20 * 60_000 },
});
const unknown = (given: ClipOrder): ClipOrder => ({
  ...given,
  answer: { ...given.answer!, token: 'unknown' },
});

/** The bot loses its right to write while the clip is made. */
function mutedMeanwhile() {
  const { make } = parts.played;
  parts.played.make = async (...wanted) => {
    await bot.sandbox.control.deny('#clips', ['SendMessages']);
    return make(...wanted);
  };
}

const titled = <T extends { content: string }>(messages: T[]) =>
  messages.filter(({ content }) => content.includes(title));
const inChannel = async (place = SEEN_BY_BO) =>
  titled(await bot.sandbox.control.messages(place)).filter(({ only_for }) => !only_for);
const inDms = async () => titled(await bot.sandbox.control.dms('ada'));
/** Not the files' addresses, which are signed anew. */
const words = (messages: { id: string; content: string }[]) =>
  messages.map(({ id, content }) => ({ id, content }));
const isWaiting = ({ flags }: { flags?: MessageFlags }) => Boolean(flags! & MessageFlags.Loading);

async function expectNothingKept() {
  const { clips } = parts.services;
  expect(await clips.get(order.id)).toBeUndefined();
  await expect(access(clips.file(order.id))).rejects.toMatchObject({ code: 'ENOENT' });
  expect(await orders.left()).toEqual([]);
}

/** Who deleted it can have it back yet. */
async function expectHidden() {
  const { clips } = parts.services;
  expect(await clips.get(order.id)).toBeUndefined();
  expect((await clips.restore(order.id))?.id).toBe(order.id);
  await access(clips.file(order.id));
  expect(await orders.left()).toEqual([]);
}

/** What the person's pages are told of where it is. */
async function landed() {
  const views = await parts.services.orders.board.of(order.requesterId);
  return views.find(({ id }) => id === order.id)?.landed;
}

/** It stays with its owner for a week and knows where it was posted; `nowhere`: where nothing lasts. */
async function expectKept(to: 'channel' | 'dm' | 'nowhere') {
  const { clips } = parts.services;
  const clip = await clips.get(order.id);
  await access(clips.file(order.id));
  expect(clip?.visibility).toBe('private');
  expect(Math.abs(clip!.expiresAtMs! - Date.now() - WEEK_MS)).toBeLessThan(60_000);
  const [posted, ...more] = clip?.posted ?? [];
  expect(more).toEqual([]);
  if (to === 'nowhere') expect(posted).toBeUndefined();
  else {
    expect(posted).toMatchObject({ to, as: 'file' });
    const there = [...(await inChannel()), ...(await inChannel(BOOSTED)), ...(await inDms())];
    const message = there.find(({ id }) => id === posted?.messageId);
    expect(JSON.stringify(message?.components)).toContain(`"trim:${order.id}"`);
  }
  expect(await orders.left()).toEqual([]);
}

/** The words hold the address of a page that opens for whoever has no session, and its video. */
async function expectLink(words = '') {
  const [, url = 'none'] = /\]\((http[^)]+)\)/.exec(words) ?? [];
  expect((await fetch(url)).headers.get('content-type')).toContain('text/html');
  const response = await fetch(url.replace('?', '.mp4?'));
  expect(response.status).toBe(200);
  expect((await response.arrayBuffer()).byteLength).toBe(CLIP_BYTES);
}

test('to: here ends as the edited answer, and its owner keeps it for a while', async () => {
  const message = await type();
  expect(message.content).toContain(title);
  expect(isWaiting(message)).toBe(false);
  expect(message.attachments).toHaveLength(1);
  const file = await bot.sandbox.control.download(message.attachments[0]!.url);
  expect(file.length).toBe(CLIP_BYTES);
  expect(await inChannel()).toHaveLength(1);
  await expectKept('channel');
});

test('an answer whose confirmation got lost still shows one file, once', async () => {
  await bot.sandbox.control.addFault({ ...PATCH_ANSWER, kind: { loseAnswer: true } });
  const message = await type();
  expect(message.attachments).toHaveLength(1);
  expect(await inChannel()).toHaveLength(1);
  await expectKept('channel');
});

test('while Discord answers nothing for seconds, a clip waits for its way, and goes no other', async () => {
  const { control } = bot.sandbox;
  async function answersNothing(ms: number) {
    await control.addFault({ kind: { loseAnswer: true }, times: 1000 });
    setTimeout(() => void control.clearFaults(), ms);
  }
  const { make } = parts.played;
  parts.played.make = async (...wanted) => {
    await answersNothing(4000);
    return make(...wanted);
  };
  // Its command, too, is taken without a word.
  await answersNothing(1200);
  const message = await type();
  expect(message.attachments).toHaveLength(1);
  expect(await inChannel()).toHaveLength(1);
  expect(await inDms()).toEqual([]);
  await expectKept('channel');
});

test('a DM whose confirmation got lost is there once, and nowhere else', async () => {
  const post = { method: 'POST', path: '^/channels/\\d+/messages$' };
  await bot.sandbox.control.addFault({ ...post, kind: { loseAnswer: true } });
  const message = await type('to:dm');
  expect(message.attachments).toEqual([]);
  expect(await inDms()).toHaveLength(1);
  await expectKept('dm');
});

test.each([
  ['too old', aged],
  ['unknown to Discord', unknown],
])('an answer that is %s: the channel takes it, by its own limit', async (_, change) => {
  const small = (given: ClipOrder) => {
    const changed = change(given);
    return { ...changed, answer: { ...changed.answer!, limitBytes: 50_000 } };
  };
  await type('', small, BOOSTED);
  const [message, ...more] = await inChannel(BOOSTED);
  expect(more).toEqual([]);
  expect(message).toMatchObject({ nonce: order.id, attachments: [{ size: CLIP_BYTES }] });
  expect(parts.asked.at(-1)).toBe(50 * MIB);
  await expectKept('channel');
});

test('a channel that takes less than its server tells gets a smaller one', async () => {
  await bot.sandbox.control.setUploadLimit(SERVER, 150_000);
  await type('', aged);
  const [message] = await inChannel();
  expect(message?.attachments[0]?.size).toBeLessThanOrEqual(150_000);
  expect(message?.content).toContain('Encoded again');
  expect(await landed()).toBe('channel');
});

test('to: dm arrives there, and the answer says so', async () => {
  const message = await type('to:dm');
  expect(message.only_for).toBeDefined();
  expect(message.content).toContain('direct messages');
  expect(message.attachments).toEqual([]);
  const [dm, ...more] = await inDms();
  expect(more).toEqual([]);
  expect(dm).toMatchObject({ nonce: order.id, attachments: [{ size: CLIP_BYTES }] });
  expect(await inChannel()).toEqual([]);
  await expectKept('dm');
  expect(await landed()).toBe('dm');
});

test('DMs refused: the private answer carries it', async () => {
  await bot.sandbox.control.refuseDms('ada');
  const message = await type('to:dm');
  expect(message.only_for).toBe(order.requesterId);
  expect(message.content).toContain('could not send you a direct message');
  expect(message.attachments).toMatchObject([{ size: CLIP_BYTES }]);
  expect(await inChannel()).toEqual([]);
  await expectKept('nowhere');
  expect(await landed()).toBe('answer');
});

test('DMs refused and the answer void: kept, with a link in the inbox; nothing in the channel', async () => {
  await bot.sandbox.control.refuseDms('ada');
  const before = words(await bot.sandbox.control.messages(SEEN_BY_BO));
  await type('to:dm', aged);
  expect(words(await bot.sandbox.control.messages(SEEN_BY_BO))).toEqual(before);
  const [notice, ...more] = await parts.services.inbox.take(order.requesterId);
  expect(more).toEqual([]);
  expect(notice).toContain(title);
  await expectLink(notice);
  expect(await orders.left()).toEqual([]);
});

test('a channel that takes no messages and a void answer: it comes by DM', async () => {
  mutedMeanwhile();
  await type('', aged);
  expect(await inChannel()).toEqual([]);
  const [dm, ...more] = await inDms();
  expect(more).toEqual([]);
  expect(dm?.content).toContain('could not post it where you asked for it');
  expect(dm?.content).toContain('I lack a right in that channel');
  expect(dm?.attachments).toMatchObject([{ size: CLIP_BYTES }]);
  await expectKept('dm');
  expect(await landed()).toBe('dm');
});

test('nothing takes it, not even a DM: kept, with a link in the inbox', async () => {
  mutedMeanwhile();
  await bot.sandbox.control.refuseDms('ada');
  await type('', aged);
  const [notice] = await parts.services.inbox.take(order.requesterId);
  await expectLink(notice);
  expect(await orders.left()).toEqual([]);
});

test('a limit lower than told: a smaller one is made until it lands', async () => {
  const message = await type();
  expect(message.content).not.toContain('Encoded again');
  parts.asked.length = 0;
  await bot.sandbox.control.setUploadLimit(SERVER, 110_000);
  const told = (given: ClipOrder) => ({
    ...given,
    answer: { ...given.answer!, limitBytes: 10 * MIB },
  });
  const smaller = await type('', told);
  expect(parts.asked).toEqual([10 * MIB, 140_000, 98_000]);
  expect(smaller.attachments).toMatchObject([{ size: 98_000 }]);
  expect(smaller.content).toContain('Encoded again');
  expect(smaller.content).not.toContain('10 MB');
  await expectKept('channel');
});

test('nothing of it ever fits: it is kept, with the reason and a link', async () => {
  const { clips, clipLinks } = parts.services;
  parts.played.beforeFit = async (id) => {
    await clips.change(id, (clip) => ({ link: clipLinks.revoked(clip) }));
    throw new DoesNotFit(300);
  };
  const message = await type();
  expect(message.content).toContain('could not be posted');
  const [dm] = await inDms();
  expect(dm?.content).toContain('Not even a second of it fits there.');
  // Also where an earlier one was revoked; it is the one that its owner is shown.
  await expectLink(dm?.content);
  expect(dm?.content).toContain(clipLinks.given((await clips.get(order.id))!));
  expect(await orders.left()).toEqual([]);
});

test('what fails after a link was posted leaves it good', async () => {
  const { marks, config, clipLinks } = parts.services;
  const { noteClip } = marks;
  const { of } = clipLinks;
  clipLinks.of = clipLinks.page;
  marks.noteClip = async () => {
    throw new Error('the disk is full');
  };
  config.clipQuality = 'link';
  const message = await type().finally(() => {
    Object.assign(marks, { noteClip });
    Object.assign(clipLinks, { of });
    config.clipQuality = 'fit';
  });
  const [url = 'none'] = /http[^\s)]+/.exec(message.content) ?? [];
  expect((await fetch(url)).status).toBe(200);
  expect(await inDms()).toEqual([]);
  expect(await orders.left()).toEqual([]);
});

test('a link that was revoked is good again where the clip is posted by one, and it is the owner’s', async () => {
  const { clips, config, clipLinks } = parts.services;
  await type('to:library');
  const { id } = order;
  await clips.change(id, (clip) => ({ link: clipLinks.revoked(clip) }));
  const { of } = clipLinks;
  clipLinks.of = clipLinks.page;
  config.clipQuality = 'link';
  const message = await type('', (given) => ({ ...given, clipId: id })).finally(() => {
    Object.assign(clipLinks, { of });
    config.clipQuality = 'fit';
  });
  const [url = 'none'] = /http[^\s)]+/.exec(message.content) ?? [];
  expect((await fetch(url)).status).toBe(200);
  expect(clipLinks.given((await clips.get(id))!)).toBe(url);
});

test('an order that cannot be written down again is told to have failed', async () => {
  const { write } = orders;
  let writes = 0;
  orders.write = async (order) => {
    if (++writes > 1) throw new Error('the disk is full');
    await write(order);
  };
  const message = await type().finally(() => {
    orders.write = write;
  });
  expect(message.content).toContain('could not be made');
  expect(parts.made).toEqual([]);
});

test('what takes longer than the answer lives says so there, and comes as a message', async () => {
  const { make } = parts.played;
  parts.played.make = async (given, watch) => {
    watch?.onStep?.({ name: 'cutting', part: 0.4 });
    await sleep(7000);
    return make(given, watch);
  };
  // Six seconds of its fourteen minutes are left.
  const nearlyOver = (given: ClipOrder): ClipOrder => ({
    ...given,
    answer: { ...given.answer!, sinceMs: Date.now() - 14 * 60_000 + 6000 },
  });
  const message = await type('', nearlyOver);
  expect(message.content).toContain('it will come as a message of its own');
  expect(message.components).toEqual([]);
  expect(parts.asked).toHaveLength(1);
  expect((await inChannel()).map(({ attachments }) => attachments.length)).toEqual([1]);
});

test.each([WEEK_MS, 0])(
  'kept by its owner while it is posted, it stays (else for %i ms)',
  async (ms) => {
    const { clips, config } = parts.services;
    const { postedKeptMs } = config;
    config.postedKeptMs = ms;
    parts.played.beforeFit = async (id) =>
      void (await clips.change(id, () => ({ expiresAtMs: undefined, kept: true })));
    await type().finally(() => {
      config.postedKeptMs = postedKeptMs;
    });
    const clip = await clips.get(order.id);
    expect(clip?.posted).toHaveLength(1);
    expect(clip?.expiresAtMs).toBeUndefined();
    await access(clips.file(order.id));
  },
);

test('to: library answers in private with a link', async () => {
  const message = await type('to:library');
  expect(message.only_for).toBe(order.requesterId);
  await expectLink(message.content);
  expect(await landed()).toBe('library');
  expect(await inChannel()).toEqual([]);
  expect(await inDms()).toEqual([]);
  expect(await orders.left()).toEqual([]);
});

test.each(['here', 'dm'])('deleted while it is rendered, it is not posted (to: %s)', async (to) => {
  parts.played.beforeFit = async (clipId) => void (await parts.services.clips.hide(clipId));
  const message = await type(`to:${to}`);
  expect(message.attachments).toEqual([]);
  expect(await inChannel()).toEqual([]);
  const dms = await bot.sandbox.control.dms('ada');
  expect(dms.at(-1)).toMatchObject({ content: expect.stringContaining('deleted meanwhile') });
  expect(dms.at(-1)?.attachments).toEqual([]);
  const [outcome] = await parts.services.orders.board.of(order.requesterId);
  expect(outcome).toMatchObject({ id: order.id, state: 'failed' });
  expect(outcome?.error).toContain('deleted meanwhile');
  expect(outcome?.clipId).toBeUndefined();
  await expectHidden();
});

test('deleted before it could be told to be in the library, it is not', async () => {
  const { make } = parts.played;
  parts.played.make = async (given, watch) => {
    const clip = await make(given, watch);
    await parts.services.clips.hide(clip.id);
    return clip;
  };
  const message = await type('to:library');
  expect(message.content).toContain('deleted meanwhile');
  expect(message.content).not.toContain('in your library');
  await expectHidden();
});

test('to: library and the answer void: the link comes by DM', async () => {
  await type('to:library', aged);
  const [dm, ...more] = await inDms();
  expect(more).toEqual([]);
  await expectLink(dm?.content);
});

test('the process ends while a clip is being made: nobody is told, the next one goes on', async () => {
  const dms = words(await bot.sandbox.control.dms('ada'));
  parts.played.make = async () => {
    closing.abort();
    throw new Error('ffmpeg was ended');
  };
  const message = await type();
  expect(isWaiting(message)).toBe(true);
  expect(words(await bot.sandbox.control.dms('ada'))).toEqual(dms);
  expect(await parts.services.inbox.take(order.requesterId)).toEqual([]);
  expect((await orders.left()).map(({ id }) => id)).toEqual([order.id]);

  parts.forget();
  closing = new AbortController();
  const [left] = await orders.left();
  await begin()(left!);
  expect(await inChannel()).toMatchObject([{ id: message.id, attachments: [{}] }]);
  await expectKept('channel');
});

test('the process ends while a clip is being posted: nobody is told, and it is not made again', async () => {
  const dms = words(await bot.sandbox.control.dms('ada'));
  parts.played.beforeUse = () => {
    closing.abort();
    throw new Error('the connection was closed');
  };
  const message = await type();
  expect(isWaiting(message)).toBe(true);
  expect(await inChannel()).toEqual([]);
  expect(words(await bot.sandbox.control.dms('ada'))).toEqual(dms);

  parts.played.beforeUse = () => {};
  closing = new AbortController();
  const [left] = await orders.left();
  await begin()(left!);
  expect(await inChannel()).toMatchObject([{ id: message.id, attachments: [{}] }]);
  expect(parts.made).toEqual([order.id]);
  await expectKept('channel');
});

test('what was posted while the process ended is not posted by the next one', async () => {
  parts.played.beforeUse = () => closing.abort();
  await type();
  expect(await inChannel()).toHaveLength(1);
  await expectKept('channel');
});

test.each([
  '[x](http://evil) **b** @everyone',
  '[a](http://evil) [b](http://evil)',
  '\\[x](http://evil) \\',
])('a title is text and nothing else: %s', async (evil) => {
  title = evil;
  const message = await type();
  const [heading = ''] = message.content.split('\n');
  expect(heading).toMatch(/^\*\*.*\*\*$/);
  // Behind a backslash, Discord takes any sign for itself.
  const signs = heading.slice(2, -2).replace(/\\[^0-9A-Za-z\s]/g, '');
  expect(signs).not.toMatch(/[*\][@\\]|:\/\//);
  expect(heading.slice(2, -2).replace(/\\([^0-9A-Za-z\s])/g, '$1')).toBe(evil);
  expect(message).toMatchObject({ mention_everyone: false, mentions: [] });
});

test.each([
  ['as the answer', (given: ClipOrder) => given],
  ['in the channel', aged],
  ['as a DM', (given: ClipOrder) => ({ ...given, to: 'dm' as const })],
])(
  'killed right after it was posted %s: seen there, it is not posted again',
  async (where, change) => {
    let written: ClipOrder | undefined;
    const { write } = orders;
    orders.write = async (given) => {
      written = given;
      await write(given);
    };
    await type('', change).finally(() => {
      orders.write = write;
    });
    const there = async () => [...(await inChannel()), ...(await inDms())];
    expect(await there()).toHaveLength(1);
    const { marks } = parts.services;
    const noted = vi.spyOn(marks, 'noteClip');
    // Not told to be done, and so late that Discord has forgotten the nonce.
    await orders.write(written!);
    await bot.sandbox.control.advance(6 * 60_000);
    // Where only a part of it fitted, that has a record of its own while it is posted.
    const partId = shortenedId(order);
    const part = { ...order, id: partId, ownerId: order.sharerId, title: '' };
    const size = { bytes: 1, width: 2, height: 2, durationMs: 1000, createdAtMs: 1 };
    await parts.services.clips.save({ ...part, ...size, visibility: 'private' });
    const { id, sharerId: ownerId } = order;
    // It was posted, and not yet noted where.
    await parts.services.clips.save({ ...part, id, ownerId, ...size, visibility: 'private' });
    await begin()(written!);
    expect(await parts.services.clips.get(partId)).toBeUndefined();
    expect(await there()).toHaveLength(1);
    expect(noted).toHaveBeenCalledWith(order.requesterId, order.toMs);
    noted.mockRestore();
    if (where === 'as a DM') {
      const answer = titled(await bot.sandbox.control.messages(CLIPS)).at(-1);
      expect(answer?.content ?? 'It is in your direct messages.').toContain('direct messages');
    }
    expect(parts.made).toHaveLength(1);
    await expectKept(where === 'as a DM' ? 'dm' : 'channel');
  },
);

test('words that Discord does not take for a while stand there once it does', async () => {
  await bot.sandbox.control.addFault({ ...PATCH_ANSWER, times: 12, kind: { status: 502 } });
  const answer = await type('to:library');
  expect(isWaiting(answer)).toBe(false);
  expect(answer.content).toContain(title);
  expect(answer.components).toEqual([]);
});
