import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import {
  openPostedClips,
  type PostedClips,
  sizesOf,
  soonIs,
  type TitledClip,
} from './test-posted.ts';
import { CLIP_BYTES } from './test-services.ts';

// A file of which Discord has only a part is noticed and sent again; nobody sees it twice.

// Real sockets and processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const ANSWERS = { method: 'PATCH', path: '^/webhooks/', withFile: true };
const POSTS = { method: 'POST', path: '^/channels/\\d+/messages$', withFile: true };
const EDITS = { method: 'PATCH', path: '^/channels/\\d+/messages/', withFile: true };
const PART = { truncateTo: 70_000 };

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
afterEach(async () => {
  await bot.control.clearFaults();
  await bot.control.refuseDms('ada', false);
});

test('an answer of which a part arrived has all of it in the end', async () => {
  await bot.control.addFault({ ...ANSWERS, times: 2, kind: PART });
  await clip.type();
  await soonIs(async () => expect(sizesOf(await clip.inChannel())).toEqual([[CLIP_BYTES]]));
  const [message] = await clip.inChannel();
  expect((await bot.control.download(message!.attachments[0]!.url)).length).toBe(CLIP_BYTES);
});

test('a direct message of which a part arrived is put right, and is one', async () => {
  await bot.control.addFault({ ...POSTS, kind: PART });
  await bot.control.addFault({ ...EDITS, kind: PART });
  await clip.type('to:dm');
  await soonIs(async () => expect(sizesOf(await clip.inDms())).toEqual([[CLIP_BYTES]]));
});

test('a part that arrived and was not confirmed is put right, too', async () => {
  await bot.control.addFault({ ...POSTS, kind: PART });
  // The part is there by its nonce; what comes second is not looked at.
  await bot.control.addFault({ ...EDITS, kind: { loseAnswer: true } });
  await clip.type('to:dm');
  await soonIs(async () => expect(sizesOf(await clip.inDms())).toEqual([[CLIP_BYTES]]));
});

test('a longer clip of which a part took the shorter one’s place is put right there', async () => {
  const { message } = await clip.type();
  await bot.control.addFault({ ...EDITS, times: 2, kind: PART });
  await bot.choose('ada', await bot.press('ada', message, 'More before'), '+30s');
  await soonIs(async () => expect(sizesOf(await clip.inChannel())).toEqual([[CLIP_BYTES]]));
  expect((await clip.inChannel())[0]?.content).toContain('2m30s');
});

test('where never more than a part arrives, no part is left, and the next way is taken', async () => {
  await bot.control.addFault({ ...POSTS, kind: PART });
  await bot.control.addFault({ ...EDITS, times: 2, kind: PART });
  const { message } = await clip.type('to:dm');
  await soonIs(async () => {
    const answer = await bot.seen(message);
    expect(answer?.attachments.map(({ size }) => size)).toEqual([CLIP_BYTES]);
  });
  expect(await clip.inDms()).toEqual([]);
  const asked = (await bot.control.requests()).filter(({ path }) =>
    /^\/channels\/\d+\/messages/.test(path),
  );
  expect(asked.at(-1)).toMatchObject({ method: 'DELETE', status: 204 });
});
