import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { SeenMessage } from '../sandbox/client.ts';
import { openPostedClips, type PostedClips, soonIs } from './test-posted.ts';
import { CLIP_BYTES } from './test-services.ts';

// A file of which Discord has only a part is noticed and sent again; nobody sees it twice.

// Real sockets and processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const HERE = { as: 'ada', channel: '#clips' };
const ANSWERS = { method: 'PATCH', path: '^/webhooks/', withFile: true };
const POSTS = { method: 'POST', path: '^/channels/\\d+/messages$', withFile: true };
const EDITS = { method: 'PATCH', path: '^/channels/\\d+/messages/', withFile: true };
const PART = { truncateTo: 70_000 };

let bot: PostedClips;
let title: string;
let count = 0;
beforeAll(async () => {
  bot = await openPostedClips();
});
afterAll(() => bot?.close());
beforeEach(() => {
  title = `clip number ${++count}`;
});
afterEach(async () => {
  await bot.control.clearFaults();
  await bot.control.refuseDms('ada', false);
});

const titled = (messages: SeenMessage[]) =>
  messages.filter(({ content }) => content.includes(title));
const inChannel = async () => titled(await bot.control.messages(HERE));
const inDms = async () => titled(await bot.control.dms('ada'));
const sizesOf = (messages: SeenMessage[]) =>
  messages.map(({ attachments }) => attachments.map(({ size }) => size));
const type = (options = '') => bot.type(`/clip duration:2m ${options} title:${title}`);

test('an answer of which a part arrived has all of it in the end', async () => {
  await bot.control.addFault({ ...ANSWERS, times: 2, kind: PART });
  await type();
  await soonIs(async () => expect(sizesOf(await inChannel())).toEqual([[CLIP_BYTES]]));
  const [message] = await inChannel();
  expect((await bot.control.download(message!.attachments[0]!.url)).length).toBe(CLIP_BYTES);
});

test('a direct message of which a part arrived is put right, and is one', async () => {
  await bot.control.addFault({ ...POSTS, kind: PART });
  await bot.control.addFault({ ...EDITS, kind: PART });
  await type('to:dm');
  await soonIs(async () => expect(sizesOf(await inDms())).toEqual([[CLIP_BYTES]]));
});

test('a part that arrived and was not confirmed is put right, too', async () => {
  await bot.control.addFault({ ...POSTS, kind: PART });
  // The part is there by its nonce; what comes second is not looked at.
  await bot.control.addFault({ ...EDITS, kind: { loseAnswer: true } });
  await type('to:dm');
  await soonIs(async () => expect(sizesOf(await inDms())).toEqual([[CLIP_BYTES]]));
});

test('a longer clip of which a part took the shorter one’s place is put right there', async () => {
  const { message } = await type();
  await bot.control.addFault({ ...EDITS, times: 2, kind: PART });
  await bot.choose('ada', await bot.press('ada', message, 'More before'), '+30s');
  await soonIs(async () => expect(sizesOf(await inChannel())).toEqual([[CLIP_BYTES]]));
  expect((await inChannel())[0]?.content).toContain('2m30s');
});

test('where never more than a part arrives, no part is left, and the next way is taken', async () => {
  await bot.control.addFault({ ...POSTS, kind: PART });
  await bot.control.addFault({ ...EDITS, times: 2, kind: PART });
  const { message } = await type('to:dm');
  await soonIs(async () => {
    const answer = await bot.seen(message);
    expect(answer?.attachments.map(({ size }) => size)).toEqual([CLIP_BYTES]);
  });
  expect(await inDms()).toEqual([]);
  const asked = (await bot.control.requests()).filter(({ path }) =>
    /^\/channels\/\d+\/messages/.test(path),
  );
  expect(asked.at(-1)).toMatchObject({ method: 'DELETE', status: 204 });
});
