import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import {
  openPostedClips,
  type PostedClips,
  sizesOf,
  soonIs,
  type TitledClip,
} from './test-posted.ts';
import { CLIP_BYTES } from './test-services.ts';

// A clip while Discord limits the bot: it waits and lands, goes another way, or its person is told.

// Real sockets and processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const HERE = { as: 'ada', channel: '#clips' };
const ANSWERS = { method: 'PATCH', path: '^/webhooks/' };
const POSTS = { method: 'POST', path: '^/channels/\\d+/messages$' };
const LONG_S = 3600;

let bot: PostedClips;
let clip: TitledClip;
let count = 0;
beforeAll(async () => {
  bot = await openPostedClips();
});
afterAll(() => bot?.close());
beforeEach(() => {
  clip = bot.titled(`clip number ${++count}`);
});
afterEach(() => bot.control.clearFaults());

test.each([
  ['user', { retryAfter: 1, scope: 'user' }],
  ['shared', { retryAfter: 1, scope: 'shared' }],
  ['global', { retryAfter: 1, global: true }],
  ['Cloudflare', { cloudflare: { retryAfter: 1 } }],
] as const)(
  'limited (%s) at each step: it lands late, once, and nobody hears of it',
  async (_, kind) => {
    const dms = (await bot.control.dms('ada')).length;
    await bot.control.addFault({ method: 'POST', path: '/callback$', kind });
    await bot.control.addFault({ ...ANSWERS, kind });
    await clip.type();
    await soonIs(async () => expect(sizesOf(await clip.inChannel())).toEqual([[CLIP_BYTES]]));
    expect(await bot.control.dms('ada')).toHaveLength(dms);
    expect(await bot.services.inbox.take(bot.ada)).toEqual([]);
  },
);

test('an answer that could not be put for an hour: the channel takes the clip', async () => {
  await bot.control.addFault({ ...ANSWERS, kind: { retryAfter: LONG_S } });
  await clip.type();
  await soonIs(async () => {
    const files = (await clip.inChannel()).flatMap(({ attachments }) => attachments);
    expect(files.map(({ size }) => size)).toEqual([CLIP_BYTES]);
  });
});

test('direct messages that wait for an hour: the private answer has the clip', async () => {
  await bot.control.addFault({ ...POSTS, kind: { retryAfter: LONG_S } });
  const { message } = await clip.type('to:dm');
  await soonIs(async () => {
    const answer = await bot.seen(message);
    expect(answer?.attachments.map(({ size }) => size)).toEqual([CLIP_BYTES]);
  });
  expect(await clip.inDms()).toEqual([]);
});

test('where everything waits for an hour the clip is kept, and its person finds out', async () => {
  await bot.control.addFault({ ...ANSWERS, kind: { cloudflare: { retryAfter: LONG_S } } });
  const before = (await bot.control.requests()).length;
  const { id } = await bot.control.run({ ...HERE, command: `/clip 2m title:${clip.title}` });
  await soonIs(async () => {
    const [view] = await bot.services.orders.board.of(bot.ada);
    expect(view).toMatchObject({ id, state: 'failed', landed: 'library' });
  });
  const [notice] = await bot.services.inbox.take(bot.ada);
  expect(notice).toContain(clip.title);
  // Once refused, nothing else is tried: that would only be refused, too.
  const asked = (await bot.control.requests()).slice(before);
  expect(asked.filter(({ status }) => status === 429)).toHaveLength(1);
  expect(await clip.inChannel()).toEqual([]);
  await bot.restart();
});

test('a slow edit of progress and ten steps are two edits, and the clip comes last', async () => {
  await bot.control.addFault({ ...ANSWERS, kind: { delay: 1500 } });
  const before = (await bot.control.requests()).length;
  bot.parts.played.beforeFit = async (_clipId, watch) => {
    // Within the first three seconds nothing is shown.
    await sleep(2800);
    for (let i = 1; i <= 10; i++) {
      watch?.onStep?.({ name: 'rendering', format: 'mp4', maxBytes: CLIP_BYTES, part: i / 10 });
      await sleep(250);
    }
  };
  await clip.type();
  await soonIs(async () => expect(sizesOf(await clip.inChannel())).toEqual([[CLIP_BYTES]]));
  bot.parts.forget();
  const edits = (await bot.control.requests())
    .slice(before)
    .filter(({ method, path }) => method === 'PATCH' && path.startsWith('/webhooks/'))
    .map(({ body }) => (body as { content: string }).content);
  const progress = edits.filter((content) => content.includes('%'));
  expect(progress.length).toBeGreaterThan(0);
  expect(progress.length).toBeLessThanOrEqual(2);
  expect(edits.at(-1)).toContain(clip.title);
});

test('a clip that is there while an edit of progress is slow does not wait for it', async () => {
  await bot.control.addFault({ ...ANSWERS, kind: { delay: 8000 } });
  const before = (await bot.control.requests()).length;
  const edits = async () =>
    (await bot.control.requests())
      .slice(before)
      .filter(({ method, path }) => method === 'PATCH' && path.startsWith('/webhooks/'));
  bot.parts.played.beforeFit = async (_clipId, watch) => {
    watch?.onStep?.({ name: 'rendering', format: 'mp4', maxBytes: CLIP_BYTES, part: 0.5 });
    await soonIs(async () => expect(await edits()).toHaveLength(1));
  };
  await bot.control.run({ ...HERE, command: `/clip 2m title:${clip.title}` });
  await soonIs(async () => expect(sizesOf(await clip.inChannel())).toEqual([[CLIP_BYTES]]));
  bot.parts.forget();
  const [slow] = await edits();
  // Discord has not even answered it yet.
  expect(slow?.status).toBeUndefined();
});

test('a bot whose token is void says so, is not ready, and still answers who waits', async () => {
  const kind = { status: 401, message: '401: Unauthorized' };
  await bot.control.addFault({ method: 'POST', path: '^/users/@me/channels$', kind });
  await bot.parts.played.bot?.check();
  const { message } = await clip.type('to:dm');
  await soonIs(async () => {
    const answer = await bot.seen(message);
    expect(answer?.attachments.map(({ size }) => size)).toEqual([CLIP_BYTES]);
  });
  await expect(bot.parts.played.bot?.check()).rejects.toThrow('DISCORD_TOKEN');
  const told = bot.parts.lines.filter((line) => line.includes('Copy a new token'));
  expect(told).toHaveLength(1);
});
