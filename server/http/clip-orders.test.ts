import { access, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Clip } from '../clips/library.ts';
import type { OrderView } from '../clips/order-view.ts';
import { createOrders } from '../clips/orders.ts';
import { nothingBuffered } from '../clips/settle-range.ts';
import { UserError } from '../errors.ts';
import type { PreviewedRange } from '../previews/range.ts';
import { hold } from '../segments/hold.ts';
import { ADA, eventsOf, openTestApp, type TestApp } from './test-app.ts';

let app: TestApp;
/** A page's cookie, for channel 20, and a key, for none; both Ada's. */
let asPage: { headers: Record<string, string> };
let asKey: { headers: Record<string, string> };
/** A page of somebody else. */
let asBo: { headers: Record<string, string> };
beforeEach(async () => {
  app = await openTestApp();
  asPage = { headers: { Cookie: await app.signIn() } };
  const bo = { ...ADA, user: { ...ADA.user, id: '2', name: 'Bo' } };
  asBo = { headers: { Cookie: await app.signIn(bo) } };
  asKey = await app.asKey();
});
afterEach(() => app.close());

const MINUTE = { durationMs: 60_000 };
const clip = (who: object, json: unknown) =>
  app.call('/api/clips', { method: 'POST', ...who, json });
const post = (who: object, id: string, json: unknown) =>
  app.call(`/api/clips/${id}/post`, { method: 'POST', ...who, json });
const cancel = (who: object, id: string) =>
  app.call(`/api/clips/orders/${id}/cancel`, { method: 'POST', ...who });
async function list(who: object): Promise<OrderView[]> {
  const response = await app.call('/api/clips/orders', who);
  expect(response.status).toBe(200);
  return ((await response.json()) as { orders: OrderView[] }).orders;
}
async function taken(response: Response): Promise<string> {
  expect(response.status).toBe(202);
  return ((await response.json()) as { id: string }).id;
}
/** Refused in words, and nothing was taken. */
async function refused(response: Response, status: number, words: string) {
  expect(await app.words(response)).toContain(words);
  expect(response.status).toBe(status);
  expect(app.delivered).toEqual([]);
  expect(await createOrders(app.services.store).left()).toEqual([]);
}

test('a page clips into its channel; the moment is that of the request, and it is written down', async () => {
  const from = Date.now();
  const id = await taken(await clip(asPage, MINUTE));
  const [order, ...more] = app.delivered;
  expect(more).toEqual([]);
  expect(order).toMatchObject({
    ...{ id, sharerId: '1', requesterId: '1', guildId: '10', channelId: '20' },
    ...{ to: 'here', last: true },
  });
  expect(order?.answer).toBeUndefined();
  expect(order!.toMs).toBeGreaterThanOrEqual(from);
  expect(order!.toMs).toBeLessThanOrEqual(Date.now());
  expect(order!.toMs - order!.fromMs).toBe(60_000);
  expect(await createOrders(app.services.store).left()).toHaveLength(1);
  expect(await list(asKey)).toMatchObject([
    { id, to: 'channel', channelId: '20', state: 'waiting' },
  ]);
  expect(await list(asBo)).toEqual([]);
});

test('a copy is posted under the name of whose screen it shows', async () => {
  await app.saveClip('11', { sharerId: '2' });
  await taken(await post(asPage, '11', { to: 'dm' }));
  expect(app.delivered).toMatchObject([{ clipId: '11', sharerId: '2', requesterId: '1' }]);
});

test('all that can be chosen reaches the order', async () => {
  const options = {
    ...{ quality: 'full', format: 'gif', gaps: 'still', voice: 'off', visibility: 'public' },
  };
  const asked = { durationMs: 10_000, title: '  boss fight ', channelId: '30', ...options };
  await taken(await clip(asKey, { ...asked, to: 'channel' }));
  const [order] = app.delivered;
  expect(order).toMatchObject({ ...options, title: 'boss fight', channelId: '30', guildId: '10' });
});

test('a key without a channel keeps the clip, where its owner last shared', async () => {
  await app.record({ guildId: '11', channelId: '22' });
  await taken(await clip(asKey, MINUTE));
  await taken(await clip(asKey, { ...MINUTE, to: 'dm' }));
  await taken(await clip(asPage, { ...MINUTE, to: 'library' }));
  const home = { guildId: '11', channelId: '22' };
  expect(app.delivered).toMatchObject([
    { to: 'library', ...home },
    { to: 'dm', ...home },
    { to: 'library', guildId: '10', channelId: '20' },
  ]);
});

test('since the mark, or the usual two minutes where none is left', async () => {
  const { marks } = app.services;
  const place = { guildId: '10', channelId: '20', label: '' };
  const atMs = Date.now() - 30_000;
  await marks.add({ id: '5', userId: '1', ...place, atMs });
  await taken(await clip(asPage, { sinceMark: true }));
  await marks.noteClip('1', Date.now());
  await taken(await clip(asPage, { sinceMark: true, to: 'library' }));
  const [since, usual] = app.delivered;
  expect(since).toMatchObject({ fromMs: atMs, last: false });
  expect(usual!.toMs - usual!.fromMs).toBe(120_000);
});

test.each([
  ['no source', {}, 'durationMs'],
  ['two sources', { ...MINUTE, sinceMark: true }, 'durationMs'],
  ['words for a length', { durationMs: '2m' }, 'durationMs'],
  ['half a range', { preview: 'p', fromMs: 1 }, 'toMs'],
  ['a channel that is none', { ...MINUTE, channelId: 'clips' }, 'channelId'],
  ['an unknown place', { ...MINUTE, to: 'here' }, 'to'],
  ['a long title', { ...MINUTE, title: 'x'.repeat(101) }, 'title'],
  ['a title of two lines', { ...MINUTE, title: 'boss\nfight' }, "title: can't have line breaks"],
  ['a title that turns around', { ...MINUTE, title: 'a\u202e4pm.exe' }, "title: can't have"],
  ['no object', [], 'JSON object'],
  ['less than a second', { durationMs: 900 }, 'at least a second'],
  ['more than is kept', { durationMs: 20 * 60_000 + 1 }, 'Only the last 20m are kept'],
  ['a GIF for the library', { durationMs: 9000, format: 'gif', to: 'library' }, 'keeps videos'],
  ['a channel without saying which', { ...MINUTE, to: 'channel' }, 'channelId'],
])('%s is refused, and nothing is taken', async (_, body, words) => {
  await refused(await clip(asKey, body), 400, words);
});

test('a GIF of more than 15 s is refused', async () => {
  await refused(await clip(asPage, { ...MINUTE, format: 'gif' }), 422, 'A GIF can be 15 seconds');
});

test('who is not signed in orders, lists and cancels nothing', async () => {
  for (const response of [await clip({}, MINUTE), await cancel({}, '1'), await post({}, '9', {})]) {
    await refused(response, 401, 'not signed in');
  }
  expect((await app.call('/api/clips/orders')).status).toBe(401);
});

test('from another site nothing is ordered', async () => {
  const headers = { ...asPage.headers, Origin: 'https://evil.example' };
  await refused(await clip({ headers }, MINUTE), 403, 'another site');
});

test.each([
  [403, 'You may not post files in #clips'],
  [403, 'I may not post files in #clips'],
  [404, 'That channel is not there'],
])('no right to post there: %i, "%s", before anything else is asked', async (status, words) => {
  const asked: string[] = [];
  app.played.mayPost = async (userId, channelId) => {
    asked.push(`${userId} ${channelId}`);
    throw new UserError(words, { status });
  };
  app.played.needSomething = async () => {
    throw nothingBuffered();
  };
  await refused(await clip(asPage, { ...MINUTE, channelId: '30' }), status, words);
  await refused(await post(asPage, '9', { to: 'channel', channelId: '30' }), status, words);
  expect(asked).toEqual(['1 30', '1 30']);
});

test('Discord does not answer: 503, and what needs no channel is taken', async () => {
  app.played.mayPost = async () => {
    throw new Error('the bot is not logged in');
  };
  await refused(await clip(asPage, MINUTE), 503, 'Discord does not answer');
  await taken(await clip(asPage, { ...MINUTE, to: 'library' }));
});

test('nothing buffered: refused at once', async () => {
  app.played.needSomething = async () => {
    throw nothingBuffered();
  };
  await refused(await clip(asPage, MINUTE), 404, 'Nothing of yours is buffered');
});

test('the same twice is one order; what was refused can be tried again; later it is another', async () => {
  const { mayPost } = app.played;
  app.played.mayPost = async () => {
    throw new UserError('You may not.', { status: 403 });
  };
  await refused(await clip(asPage, MINUTE), 403, 'You may not');
  app.played.mayPost = mayPost;
  const [a, b] = await Promise.all([clip(asPage, MINUTE), clip(asPage, MINUTE)]);
  const first = await taken(a!);
  expect(await taken(b!)).toBe(first);
  expect(await taken(await clip(asPage, MINUTE))).toBe(first);
  expect(app.delivered).toHaveLength(1);
  expect(await taken(await clip(asPage, { ...MINUTE, title: 'another' }))).not.toBe(first);
  await sleep(3200);
  expect(await taken(await clip(asPage, MINUTE))).not.toBe(first);
});

test('what failed or was cancelled is ordered anew at once; what is done is not', async () => {
  const { board } = app.services.orders;
  for (const state of ['failed', 'cancelled'] as const) {
    const first = await taken(await clip(asPage, MINUTE));
    await board.end(app.delivered.at(-1)!, { state, words: '' });
    expect(await taken(await clip(asPage, MINUTE))).not.toBe(first);
    const posted = await taken(await post(asPage, '9', { to: 'dm' }));
    await board.end(app.delivered.at(-1)!, { state, words: '' });
    expect(await taken(await post(asPage, '9', { to: 'dm' }))).not.toBe(posted);
    for (const order of app.delivered) await board.end(order, { state, words: '' });
  }
  const done = await taken(await clip(asPage, MINUTE));
  await board.end(app.delivered.at(-1)!, { state: 'done', words: '' });
  expect(await taken(await clip(asPage, MINUTE))).toBe(done);
});

test('sixty at the same moment are ten', async () => {
  const asked = Array.from({ length: 60 }, (_, i) => clip(asPage, { durationMs: 5000 + i }));
  const statuses = (await Promise.all(asked)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 202)).toHaveLength(10);
  expect(statuses.filter((status) => status === 429)).toHaveLength(50);
  expect(app.delivered).toHaveLength(10);
});

test('more than ten at once are too many', async () => {
  for (let i = 0; i < 10; i++) await taken(await clip(asPage, { durationMs: 5000 + i }));
  const response = await clip(asPage, { durationMs: 9000 });
  expect(response.status).toBe(429);
  expect(await app.words(response)).toContain('as soon as one of them is done');
});

/** A preview of 10 s that is Ada's, with a gap in it. */
async function openPreview(change: Partial<PreviewedRange> = {}) {
  const file = join(app.dataDir, 'preview.ts');
  await writeFile(file, 'x');
  const asked: unknown[] = [];
  const segment = { file, startMs: 1000, durationMs: 10_000, folder: '/x', discontinuity: false };
  app.played.previews = {
    async rangeOf(userId, id, range, folder) {
      asked.push([userId, id, range]);
      if (userId !== '1' || id !== 'p1') {
        throw new UserError('There is no such preview, or it is not yours.', { status: 404 });
      }
      const found = { fromMs: 3000, toMs: 605_000, sharerId: '1', guildId: '11', channelId: '22' };
      const marks = [{ atMs: 4000, label: 'ace' }];
      const held = { segments: await hold([segment], folder), voice: [] };
      return { ...held, marks, ...found, ...change };
    },
  };
  return asked;
}
const RANGE = { preview: 'p1', fromMs: 2000, toMs: 4500 };

test('a range of a preview: its segments are the order’s own from then on', async () => {
  const asked = await openPreview();
  await taken(await clip(asPage, { ...RANGE, to: 'library' }));
  expect(asked).toEqual([['1', 'p1', { fromMs: 2000, toMs: 4500 }]]);
  const [order] = app.delivered;
  expect(order).toMatchObject({ fromMs: 3000, toMs: 605_000, lengthMs: 2500, last: false });
  expect(order).toMatchObject({ marks: [{ atMs: 4000, label: 'ace' }] });
  expect(await list(asPage)).toMatchObject([{ lengthMs: 2500 }]);
  // Kept, it belongs where it was shared.
  expect(order).toMatchObject({ guildId: '11', channelId: '22' });
  const [segment] = order!.held!.segments;
  expect(segment?.file).toContain(order!.id);
  await access(segment!.file);
  // Posted, it belongs where it goes.
  await taken(await clip(asPage, { ...RANGE, to: 'channel' }));
  expect(app.delivered[1]).toMatchObject({ guildId: '10', channelId: '20' });
  // As nothing of the buffer is needed, an empty one is no matter.
  app.played.needSomething = async () => {
    throw nothingBuffered();
  };
  await taken(await clip(asPage, { ...RANGE, to: 'dm' }));
});

test('a preview that is forged or somebody else’s is not there; too short a range is refused', async () => {
  await openPreview();
  await refused(await clip(asPage, { ...RANGE, preview: 'p2' }), 404, 'no such preview');
  await refused(await clip(asBo, RANGE), 404, 'no such preview');
  await refused(await clip(asPage, { ...RANGE, toMs: 2900 }), 400, 'at least a second');
  await refused(await clip(asPage, { ...RANGE, toMs: 1000 }), 400, 'at least a second');
});

test('of somebody else’s public clip no new one is made, and its segments are let go', async () => {
  await openPreview({ sharerId: '2' });
  await refused(await clip(asPage, RANGE), 403, 'Only the person whose screen it shows');
  expect(await readdir(join(app.dataDir, 'held'))).toEqual([]);
});

test('who asked for a clip makes new ones within it: its sharer’s, and posted', async () => {
  await app.saveClip('11', { ownerId: '2', requesterId: '1' });
  await openPreview({ sharerId: '2', clipId: '11' });
  await refused(await clip(asPage, { ...RANGE, to: 'library' }), 403, 'in their library');
  const shown = { ...RANGE, to: 'dm', visibility: 'public' };
  await refused(await clip(asPage, shown), 403, 'in their library');
  await taken(await clip(asPage, { ...RANGE, to: 'dm' }));
  expect(app.delivered).toMatchObject([{ sharerId: '2', requesterId: '1', to: 'dm' }]);
});

test('of what one keeps of somebody else, and of a clip that is gone, no new one is made', async () => {
  await app.saveClip('11', { ownerId: '1', requesterId: '1', sharerId: '2' });
  for (const clipId of ['11', '12']) {
    await openPreview({ sharerId: '2', clipId });
    const wish = { ...RANGE, to: 'dm', title: clipId };
    await refused(await clip(asPage, wish), 403, 'Only the person whose screen it shows');
  }
});

test('public: only where there are members to watch it, of whom one is oneself', async () => {
  const shown = { ...MINUTE, visibility: 'public' };
  // Somebody who never shared and named no channel, as in direct messages.
  await refused(await clip(asKey, shown), 409, 'made in a direct message');
  app.played.mayPost = async () => ({ guildId: '0' });
  await refused(await clip(asKey, { ...shown, channelId: '30' }), 409, 'made in a direct message');
  await openPreview({ guildId: '11' });
  const range = { ...RANGE, to: 'library', visibility: 'public' };
  await refused(await clip(asPage, range), 403, 'not a member of its server');
  expect(await readdir(join(app.dataDir, 'held'))).toEqual([]);
  await taken(await clip(asPage, { ...shown, to: 'library' }));
  expect(app.delivered).toMatchObject([{ visibility: 'public', guildId: '10' }]);
});

test('a clip is posted again: into a channel, or by DM', async () => {
  await app.saveClip('9', { title: 'boss', fromMs: 1000, toMs: 9000, durationMs: 4000 });
  const id = await taken(await post(asPage, '9', { to: 'channel', channelId: '30' }));
  expect(id).not.toBe('9');
  expect(await taken(await post(asPage, '9', { to: 'channel', channelId: '30' }))).toBe(id);
  await taken(await post(asKey, '9', { to: 'dm' }));
  expect(app.delivered).toMatchObject([
    { id, clipId: '9', to: 'here', channelId: '30', title: 'boss', lengthMs: 4000 },
    { clipId: '9', to: 'dm' },
  ]);
  const words = await app.words(await post(asKey, '9', { to: 'channel' }));
  expect(words).toContain('channelId');
});

test('somebody else’s clip, and one that is not there, are posted alike: not', async () => {
  await app.saveClip('7', { ownerId: '2', requesterId: '2' });
  const theirs = await post(asPage, '7', { to: 'dm' });
  const none = await post(asPage, '8', { to: 'dm' });
  const [a, b] = await Promise.all([theirs.clone().text(), none.clone().text()]);
  expect(a).toBe(b);
  await refused(theirs, 404, 'There is no such clip');
  await refused(none, 404, 'There is no such clip');
});

test('its owner cancels an order; to others it is not there', async () => {
  const id = await taken(await clip(asPage, MINUTE));
  const asked: string[] = [];
  app.played.cancel = (orderId, userId) => {
    asked.push(`${orderId} ${userId}`);
    return 'yes';
  };
  const [theirs, none] = [await cancel(asBo, id), await cancel(asPage, '123')];
  expect([theirs.status, none.status]).toEqual([404, 404]);
  expect(await theirs.text()).toBe(await none.text());
  expect(asked).toEqual([]);
  expect((await cancel(asKey, id)).status).toBe(204);
  expect(asked).toEqual([`${id} 1`]);
});

test.each([
  ['too late', 'being posted already'],
  ['over', 'nothing to cancel any more'],
] as const)('cancelling what is %s says so', async (outcome, words) => {
  const id = await taken(await clip(asPage, MINUTE));
  app.played.cancel = () => outcome;
  const response = await cancel(asPage, id);
  expect(response.status).toBe(409);
  expect(await app.words(response)).toContain(words);
});

test('an open page hears of an order at once', async () => {
  const page = eventsOf(await app.call('/api/events', asPage));
  await page.missed();
  const id = await taken(await clip(asKey, { ...MINUTE, to: 'library', title: 'boss' }));
  const { event, data, id: number } = await page.next();
  expect(event).toBe('CLIP_PROGRESS');
  expect(number).toBeUndefined();
  expect(data).toEqual((await list(asPage))[0]);
  expect(data).toMatchObject({ id, title: 'boss', state: 'waiting', to: 'library' });
  await page.close();
});

test('where one can post is asked of Discord for the caller', async () => {
  const response = await app.call('/api/channels', asKey);
  expect(await response.json()).toEqual({ guilds: [], dm: { limitBytes: 10 } });
  expect((await app.call('/api/channels')).status).toBe(401);
  app.services.postPlaces.of = () => Promise.reject(new Error('away'));
  const away = await app.call('/api/channels', asKey);
  expect(away.status).toBe(503);
  expect(await app.words(away)).toContain('Try again soon');
});
