import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { DoesNotFit } from '../../server/clips/fit.ts';
import { createOrders } from '../../server/clips/orders.ts';
import { openPostedClips, type PostedClips, soonIs } from '../test-posted.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const SEEN_BY_BO = { as: 'bo', channel: '#clips' };
let on: PostedClips;
beforeAll(async () => {
  on = await openPostedClips();
});
afterAll(() => on?.close());
afterEach(async () => {
  on.parts.forget();
  await on.control.refuseDms('bo', false);
});

const inDms = async (words: string) =>
  (await on.control.dms('bo')).filter(({ content }) => content.includes(words));
const left = () => createOrders(on.services.store).left();

test('who presses gets it as a direct message, with its words', async () => {
  const { message } = await on.type('/clip 2m title:for you');
  const answer = await on.press('bo', message, 'Send to me');
  expect(answer.only_for).toBe(on.bo);
  expect(answer.content).toBe('It is in your direct messages.');
  const [dm] = await inDms('for you');
  expect(dm?.attachments).toHaveLength(1);
  expect(dm?.content).toContain(`<@${on.ada}>`);
  expect(await left()).toEqual([]);
});

test('its owner learns nothing of that, and the clip stays no longer for it', async () => {
  const { id, message } = await on.type('/clip 40s title:quietly');
  const before = (await on.services.clips.get(id))!;
  expect(before.expiresAtMs).toBeDefined();
  await on.press('bo', message, 'Send to me');
  expect(await inDms('quietly')).toHaveLength(1);
  await soonIs(async () => expect(await left()).toEqual([]));
  const after = (await on.services.clips.get(id))!;
  expect([after.posted, after.expiresAtMs]).toEqual([before.posted, before.expiresAtMs]);

  await on.control.refuseDms('bo');
  expect((await on.press('bo', message, 'Send to me')).attachments).toHaveLength(1);
  await soonIs(async () => expect(await left()).toEqual([]));
  expect((await on.services.clips.get(id))?.expiresAtMs).toBe(before.expiresAtMs);

  // What she sends to herself is a place of hers.
  await on.press('ada', message, 'Send to me');
  await soonIs(async () =>
    expect((await on.services.clips.get(id))?.posted?.map(({ to }) => to)).toEqual([
      'channel',
      'dm',
    ]),
  );
});

test('pressed twice while it is on its way, it comes once', async () => {
  const { message } = await on.type('/clip 1m title:only once');
  const gate = Promise.withResolvers<void>();
  on.parts.played.beforeFit = () => gate.promise;
  const first = on.press('bo', message, 'Send to me');
  await soonIs(async () => expect(await left()).toHaveLength(1));
  expect((await on.press('bo', message, 'Send to me')).content).toContain('on its way');
  gate.resolve();
  expect((await first).content).toContain('direct messages');
  expect(await inDms('only once')).toHaveLength(1);
});

test('who takes no direct messages sees it in the answer, alone', async () => {
  const { message } = await on.type('/clip 30s title:no dms');
  await on.control.refuseDms('bo');
  const answer = await on.press('bo', message, 'Send to me');
  expect(answer.only_for).toBe(on.bo);
  expect(answer.content).toContain('could not send you a direct message');
  expect(answer.attachments).toHaveLength(1);
});

test('a part of a private clip gives no right to the whole of it', async () => {
  const { message } = await on.type('/clip 10s format:audio title:a sound');
  const answer = await on.press('bo', message, 'Send to me');
  expect(answer.content).toContain('only a part of it');
  expect(await inDms('a sound')).toEqual([]);
  expect(await left()).toEqual([]);
});

test('a clip that is gone is told to be', async () => {
  const { id, message } = await on.type('/clip 10s title:too late');
  await on.services.clips.hide(id);
  expect((await on.press('bo', message, 'Send to me')).content).toContain('not kept any more');
  expect(await inDms('too late')).toEqual([]);
});

test('who only sees it is given no link, and none that its owner took back works again', async () => {
  const { id, message } = await on.type('/clip 25s title:revoked');
  const { clips, clipLinks } = on.services;
  const clip = (await clips.change(id, (one) => ({ link: clipLinks.revoked(one) })))!;
  on.services.clipLinks.of = (one) => clipLinks.page(one);
  on.parts.played.beforeFit = async () => {
    throw new DoesNotFit(10_000, () => 'It is too large.');
  };
  await on.press('bo', message, 'Send to me');
  expect((await clips.get(id))?.link).toEqual(clip.link);
  const shown = [...(await on.control.dms('bo')), ...(await on.control.ephemeral(SEEN_BY_BO))];
  expect(shown.filter(({ content }) => content.includes('/c/'))).toEqual([]);
});
