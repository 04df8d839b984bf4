import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LINK_LIFE_MS } from '../auth/links.ts';
import { GRACE_MS, RENEW_AFTER_MS } from '../auth/rotation.ts';
import { createSessions } from '../auth/sessions.ts';
import { loadConfig } from '../config.ts';
import { ADA, eventsOf, openTestApp, type TestApp } from './test-app.ts';

const BO = { ...ADA, user: { id: '2', name: 'Bo', avatarUrl: null } };
/** Signed in with Discord, without a channel. */
const CY = { user: { id: '3', name: 'Cy', avatarUrl: null }, guild: null, channel: null };
let app: TestApp;
let call: TestApp['call'];
let nowMs: number;

beforeEach(async () => {
  nowMs = Date.now();
  app = await openTestApp(({ store }) => ({ sessions: createSessions(store, 's', () => nowMs) }));
  call = app.call;
});
afterEach(() => app.close());

const cookieOf = (response: Response) => response.headers.getSetCookie()[0]?.split(';')[0];
const open = (link: string, init: { cookie?: string; instead?: boolean } = {}) =>
  call('/api/session', {
    method: 'POST',
    json: { link, ...(init.instead && { instead: true }) },
    ...(init.cookie && { cookie: init.cookie }),
  });
const status = async (cookie: string, path = '/api/session') =>
  (await call(path, { cookie })).status;

test('the cookie is out of reach of scripts and other sites', async () => {
  const response = await open(await app.services.links.create(ADA));
  const [cookie = ''] = response.headers.getSetCookie();
  expect(cookie).toMatch(
    /^hindsight_session=[\w.-]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=604800$/,
  );
  expect(await response.json()).toMatchObject({ ...ADA, windowMs: 1_200_000 });
});

test('under https it is Secure, and of this host alone', async () => {
  const config = loadConfig({ PUBLIC_URL: 'https://clips.example.org' });
  const behind = await openTestApp(() => ({ config }));
  try {
    const link = await behind.services.links.create(ADA);
    const response = await behind.call('/api/session', { method: 'POST', json: { link } });
    const [cookie = ''] = response.headers.getSetCookie();
    expect(cookie).toMatch(
      /^__Host-hindsight_session=.*; Path=\/; HttpOnly; SameSite=Lax; Secure;/,
    );
    const [value = ''] = cookie.split(';');
    expect((await behind.call('/api/session', { cookie: value })).status).toBe(200);
    // One that another host of the same domain could have set.
    const weaker = value.replace('__Host-', '');
    expect((await behind.call('/api/session', { cookie: weaker })).status).toBe(401);
    const out = await behind.call('/api/session', { method: 'DELETE', cookie: value });
    expect(out.headers.getSetCookie()[0]).toMatch(
      /^__Host-hindsight_session=;.*Secure; Max-Age=0$/,
    );
  } finally {
    await behind.close();
  }
});

test('a link that was used, was made up or is too old says where a new one comes from', async () => {
  const link = await app.services.links.create(ADA);
  expect((await open(link)).status).toBe(200);
  for (const refused of [link, 'made-up']) {
    const response = await open(refused);
    expect(response.status).toBe(401);
    expect(await app.words(response)).toContain('/replay start');
    expect(response.headers.getSetCookie()).toEqual([]);
  }
  expect(LINK_LIFE_MS).toBe(600_000);
  const records = app.services.store.records('links');
  const set = records.set.bind(records);
  // As if ten minutes had gone by.
  records.set = (key, value) => set(key, value, 1);
  const old = await app.services.links.create(ADA);
  records.set = set;
  await sleep(10);
  expect((await open(old)).status).toBe(401);
});

test("a link for somebody else does not take over this browser's session unasked", async () => {
  const bo = await app.signIn(BO);
  const link = await app.services.links.create(ADA);
  const refused = await open(link, { cookie: bo });
  expect(refused.status).toBe(409);
  const error = expect.stringMatching(/signed in as Bo .* link is for Ada/);
  expect(await refused.json()).toEqual({ error, signedInAs: 'Bo', linkFor: 'Ada' });
  expect(await status(bo)).toBe(200);
  // Not used up: it is good after signing out, or in Ada's own browser.
  const instead = await open(link, { cookie: bo, instead: true });
  expect(await instead.json()).toMatchObject({ user: { name: 'Ada' } });
  expect(await status(bo)).toBe(401);
});

test('a link used twice leaves who is signed in here as they are', async () => {
  const link = await app.services.links.create(ADA);
  const cookie = cookieOf(await open(link)) ?? '';
  expect((await open(link, { cookie })).status).toBe(401);
  expect(await status(cookie)).toBe(200);
});

test('signing in anew ends the session that the browser had', async () => {
  const first = await app.signIn();
  const second =
    cookieOf(await open(await app.services.links.create(ADA), { cookie: first })) ?? '';
  expect([await status(first), await status(second)]).toEqual([401, 200]);
});

test('a link without a channel leaves the same person the one that they share for here', async () => {
  const without = { ...ADA, guild: null, channel: null };
  const first = await app.signIn();
  const response = await open(await app.services.links.create(without), { cookie: first });
  expect(await response.json()).toMatchObject(ADA);
  const second = cookieOf(response) ?? '';
  expect(await (await call('/api/session', { cookie: second })).json()).toMatchObject(ADA);
  await app.agree(second);
  const token = await call('/api/livekit/token', { method: 'POST', cookie: second });
  expect(await token.json()).toMatchObject({ roomName: 'replay_10_20' });
  // With one, that one counts; in another browser, or for somebody else, there is none to go on with.
  const other = { ...ADA, channel: { id: '21', name: 'other' } };
  const moved = await open(await app.services.links.create(other), { cookie: second });
  expect(await moved.json()).toMatchObject(other);
  const elsewhere = await open(await app.services.links.create(without));
  expect(await elsewhere.json()).toMatchObject({ guild: null, channel: null });
  const asCy = await open(await app.services.links.create(CY), {
    ...{ cookie: cookieOf(moved) ?? '', instead: true },
  });
  expect(await asCy.json()).toMatchObject(CY);
});

test("a page whose person just signed in anew isn't told that it is signed out", async () => {
  const first = await app.signIn();
  const page = async (cookie: string) => {
    const stream = eventsOf(await call('/api/events', { cookie }));
    await stream.missed();
    return stream;
  };
  const tab = await page(first);
  const link = await app.services.links.create(ADA);
  const second = cookieOf(await open(link, { cookie: first })) ?? '';
  // It comes back by itself.
  await expect(tab.next()).rejects.toThrow('the stream has ended');
  const again = await page(second);
  const forBo = await app.services.links.create(BO);
  await open(forBo, { cookie: second, instead: true });
  expect(await again.next()).toMatchObject({ event: 'SIGNED_OUT' });
});

test('the cookie is renewed on any request; the old one, when it comes back late, ends the session', async () => {
  const first = await app.signIn();
  const quiet = await call('/api/session', { cookie: first });
  expect(quiet.headers.getSetCookie()).toEqual([]);
  nowMs += RENEW_AFTER_MS;
  const second = cookieOf(await call('/api/replay/status', { cookie: first })) ?? '';
  expect(second).toMatch(/^hindsight_session=./);
  expect([await status(first), await status(second), await status(first)]).toEqual([200, 200, 200]);
  nowMs += GRACE_MS;
  expect(await status(second)).toBe(200);
  const replay = await call('/api/session', { cookie: first });
  expect([replay.status, await app.words(replay)]).toEqual([401, expect.stringContaining('again')]);
  expect(await status(second)).toBe(401);
});

test('the events of a page renew its cookie, too', async () => {
  const first = await app.signIn();
  nowMs += RENEW_AFTER_MS;
  const response = await call('/api/events', { cookie: first });
  expect(await status(cookieOf(response) ?? '')).toBe(200);
  await response.body?.cancel();
});

test('signing out ends this browser; its other tabs hear of it', async () => {
  const [here, there] = [await app.signIn(), await app.signIn()];
  const tab = eventsOf(await call('/api/events', { cookie: here }));
  const elsewhere = eventsOf(await call('/api/events', { cookie: there }));
  await tab.missed();
  await elsewhere.missed();
  expect((await call('/api/session', { method: 'DELETE', cookie: here })).status).toBe(204);
  expect(await tab.next()).toMatchObject({ event: 'SIGNED_OUT' });
  await expect(tab.next()).rejects.toThrow('the stream has ended');
  expect(await status(here)).toBe(401);
  app.services.events.publish('1', { name: 'REPLAY_BUFFER_STARTED', data: {} });
  expect(await elsewhere.next()).toMatchObject({ event: 'REPLAY_BUFFER_STARTED' });
  await elsewhere.close();
});

test('signed out everywhere, open pages of all browsers hear of it, and keys stay', async () => {
  const cookies = [await app.signIn(), await app.signIn()];
  const [bo, key] = [await app.signIn(BO), await app.asKey()];
  const tabs = await Promise.all(
    cookies.map(async (cookie) => eventsOf(await call('/api/events', { cookie }))),
  );
  for (const tab of tabs) await tab.missed();
  const response = await call('/api/session/all', { method: 'DELETE', cookie: cookies[0]! });
  expect(response.status).toBe(204);
  expect(response.headers.getSetCookie()).toEqual([expect.stringContaining('Max-Age=0')]);
  for (const tab of tabs) expect(await tab.next()).toMatchObject({ event: 'SIGNED_OUT' });
  for (const cookie of cookies) expect(await status(cookie)).toBe(401);
  expect(await status(bo)).toBe(200);
  expect((await call('/api/settings', key)).status).toBe(200);
});

test('a key ends the sessions of its owner, and no more than that', async () => {
  const [ada, bo] = [await app.signIn(), await app.signIn(BO)];
  const key = await app.asKey();
  expect((await call('/api/session/all', { method: 'DELETE', ...key })).status).toBe(204);
  expect([await status(ada), await status(bo)]).toEqual([401, 200]);
  // It has no session itself, also where a browser would send one along.
  expect((await call('/api/session', { ...key, cookie: bo })).status).toBe(401);
  const put = { method: 'PUT', json: { channelId: '20' } };
  expect((await call('/api/session/channel', { ...put, ...key })).status).toBe(401);
});

test("a session's token is no key, and a key is no cookie", async () => {
  const cookie = await app.signIn();
  const [, value = ''] = cookie.split('=');
  const headers = { Authorization: `Bearer ${value}` };
  expect((await call('/api/settings', { headers })).status).toBe(401);
  const key = await app.asKey();
  const [, token = ''] = key.headers.Authorization.split(' ');
  expect(await status(`hindsight_session=${token}`)).toBe(401);
});

test.each([
  ['POST', '/api/session'],
  ['DELETE', '/api/session'],
  ['DELETE', '/api/session/all'],
  ['PUT', '/api/session/channel'],
  ['PATCH', '/api/settings'],
])("another site's page gets nowhere with %s %s", async (method, path) => {
  const cookie = await app.signIn();
  for (const origin of ['https://evil.example', 'null']) {
    const json = { channelId: '21', link: 'x', whoMayClip: 'server' };
    const headers = { Origin: origin };
    expect((await call(path, { method, cookie, json, headers })).status).toBe(403);
  }
  expect(await (await call('/api/session', { cookie })).json()).toMatchObject(ADA);
});

test('who signed in with Discord shares once a channel is chosen', async () => {
  const cookie = await app.signIn(CY);
  expect(await (await call('/api/session', { cookie })).json()).toMatchObject(CY);
  const token = () => call('/api/livekit/token', { method: 'POST', cookie });
  const before = await token();
  expect([before.status, await app.words(before)]).toEqual([409, 'Choose a channel first.']);
  const start = { channelId: '20', roomName: 'replay_10_20', videoTrackId: 'TR_a' };
  const begin = await call('/api/livekit/replay/start', { method: 'POST', cookie, json: start });
  expect(begin.status).toBe(409);
  // What is recorded of them they see all the same.
  expect(await status(cookie, '/api/replay/status')).toBe(200);
  expect(await status(cookie, '/api/replay/status?channelId=99')).toBe(403);

  const names = { guild: 'Test', channel: 'clips' };
  app.played.access = async () => ({ may: 'join', guildId: '10', names });
  const json = { channelId: '20' };
  const chosen = await call('/api/session/channel', { method: 'PUT', cookie, json });
  const place = { guild: { id: '10', name: 'Test' }, channel: { id: '20', name: 'clips' } };
  expect(await chosen.json()).toMatchObject({ user: { name: 'Cy' }, ...place });
  expect(await (await call('/api/session', { cookie })).json()).toMatchObject(place);
  await app.agree(cookie);
  expect(await (await token()).json()).toMatchObject({ roomName: 'replay_10_20' });
});

test('a channel is only for who may be there, as Discord says just then', async () => {
  const cookie = await app.signIn(CY);
  const choose = async (channelId?: unknown) => {
    const json = { channelId };
    return (await call('/api/session/channel', { method: 'PUT', cookie, json })).status;
  };
  expect(await choose('99')).toBe(403);
  app.played.access = async () => ({ may: 'unknown' });
  expect(await choose('20')).toBe(403);
  app.played.access = () => Promise.reject(new Error('away'));
  expect(await choose('20')).toBe(503);
  expect(await choose()).toBe(400);
  expect(await (await call('/api/session', { cookie })).json()).toMatchObject({ channel: null });
});

test('whoever tries links all the time is slowed down, and others are not', async () => {
  const statuses = [];
  for (let i = 0; i < 21; i++) statuses.push((await open('made-up')).status);
  expect(statuses).toEqual([...Array(20).fill(401), 429]);
  const late = await open('made-up');
  expect(Number(late.headers.get('Retry-After'))).toBeGreaterThan(0);
  expect(await app.words(late)).toContain('Try again in ');
});
