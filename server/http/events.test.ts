import { once } from 'node:events';
import { get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import Koa from 'koa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventRoutes } from './events.ts';
import { eventsOf, openTestApp, type TestApp } from './test-app.ts';

let app: TestApp;
let cookie: string;
beforeEach(async () => {
  app = await openTestApp();
  cookie = await app.signIn();
});
afterEach(() => app.close());

const DATA = { sessionId: 'S1', egressId: 'EG_1', channelId: '20' };
const stopped = (userId = '1', data: Record<string, unknown> = DATA) =>
  app.services.events.publish(userId, { name: 'REPLAY_BUFFER_STOPPED', data });
async function open(headers: Record<string, string> = {}, path = '/api/events') {
  const response = await app.call(path, { cookie, headers });
  expect(response.headers.get('Content-Type')).toBe('text/event-stream');
  return eventsOf(response);
}
/** What a page that opens now gets of the past. */
async function missed(headers?: Record<string, string>, path?: string) {
  const page = await open(headers, path);
  const found = await page.missed();
  await page.close();
  return found;
}
const later = (look: () => Promise<unknown>) => expect.poll(look, { timeout: 5000 });

test('events reach all pages of their person, with the fields of the API, and nobody else', async () => {
  const pages = [await open(), await open()];
  for (const page of pages) expect(await page.missed()).toEqual([]);
  stopped('2', { sessionId: 'theirs' });
  stopped();
  const failure = { name: 'REPLAY_BUFFER_FAILED', data: { ...DATA, error: 'Disk full' } } as const;
  app.services.events.publish('1', failure);
  for (const page of pages) {
    expect(await page.next()).toMatchObject({ event: 'REPLAY_BUFFER_STOPPED', data: DATA });
    const next = await page.next();
    expect(next.event).toBe('REPLAY_BUFFER_FAILED');
    expect(next.data).toEqual({ ...DATA, error: 'Disk full' });
    await page.close();
  }
});

test('who had no page open gets them once, with the next one', async () => {
  stopped();
  stopped('1', { ...DATA, sessionId: 'S2' });
  const found = await missed();
  expect(found.map(({ data }) => data)).toEqual([DATA, { ...DATA, sessionId: 'S2' }]);
  await later(() => missed()).toEqual([]);
});

test('what a live page got is not kept for the next', async () => {
  const page = await open();
  await page.missed();
  stopped();
  await page.next();
  await page.close();
  await later(() => missed()).toEqual([]);
});

test('a page that comes back names what it got last, as header or in its address', async () => {
  stopped();
  stopped('1', { ...DATA, sessionId: 'S2' });
  const [first, second] = await missed();
  await later(() => missed()).toEqual([]);
  const last = String(first?.id);
  expect(await missed({ 'Last-Event-ID': last })).toEqual([second]);
  expect(await missed({}, `/api/events?lastEventId=${last}`)).toEqual([second]);
  expect(await missed({ 'Last-Event-ID': 'nonsense' })).toEqual([]);
});

test('READY tells a page that got nothing yet from where to go on', async () => {
  const page = await open();
  const ready = await page.next();
  expect(ready).toMatchObject({ event: 'READY', id: 0 });
  await page.close();
  stopped();
  await app.services.events.settled();
  expect(await missed({ 'Last-Event-ID': String(ready.id) })).toMatchObject([{ data: DATA }]);
});

test('a request that is given up before its answer takes nothing away', async () => {
  stopped();
  await app.services.events.settled();
  const { events } = app.services;
  const entered = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const { subscribe } = events;
  events.subscribe = async (...request) => {
    const subscription = await subscribe(...request);
    entered.resolve();
    await goOn.promise;
    return subscription;
  };
  const request = get(`${app.url}/api/events`, { headers: { Cookie: cookie } });
  request.on('error', () => {});
  await entered.promise;
  request.destroy();
  // Long enough for the server to see it.
  await sleep(100);
  goOn.resolve();
  events.subscribe = subscribe;
  expect(await missed()).toMatchObject([{ data: DATA }]);
});

test('a HEAD takes nothing away', async () => {
  stopped();
  expect((await app.call('/api/events', { method: 'HEAD', cookie })).status).toBe(200);
  expect(await missed()).toHaveLength(1);
});

test('a key hears its owner, until it is revoked', async () => {
  const asKey = await app.asKey();
  const page = eventsOf(await app.call('/api/events', asKey));
  await page.missed();
  stopped();
  expect(await page.next()).toMatchObject({ data: DATA });
  await app.services.apiKeys.revoke('1', 'stream deck');
  stopped();
  await expect(page.next()).rejects.toThrow();
  expect((await app.call('/api/events', asKey)).status).toBe(401);
});

test('a page hears that its session has ended, also where another process ended it', async () => {
  const koa = new Koa().use(eventRoutes(app.services, 20));
  const server = koa.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/api/events`, { headers: { cookie } });
  const page = eventsOf(response);
  await page.missed();
  await sleep(100);
  await app.services.store.records('page-sessions').clear();
  expect(await page.next()).toMatchObject({ event: 'SIGNED_OUT' });
  await expect(page.next()).rejects.toThrow('the stream has ended');
  await new Promise((resolve) => server.close(resolve));
});

test('what happens while a page is signed out waits for the next', async () => {
  const page = await open();
  await page.missed();
  await app.services.sessions.endAll('1');
  stopped();
  expect(await page.next()).toMatchObject({ event: 'SIGNED_OUT' });
  await expect(page.next()).rejects.toThrow('the stream has ended');
  cookie = await app.signIn();
  expect(await missed()).toMatchObject([{ event: 'REPLAY_BUFFER_STOPPED' }]);
});

test('who does not read is let go, whatever is told, and can come back', async () => {
  const request = get(`${app.url}/api/events`, { headers: { Cookie: cookie } });
  request.on('error', () => {});
  const [response] = await once(request, 'response');
  response.on('error', () => {}).pause();
  await later(() => app.services.events.hasPage('1')).toBe(true);
  const reader = await open();
  await reader.missed();
  const isLetGo = () => app.lines.some((line) => line.includes('reads no events'));
  const words = 'x'.repeat(2 ** 14);
  // More than what two sockets hold between them.
  for (let i = 0; i < 2000 && !isLetGo(); i += 1) {
    app.services.events.publish('1', { name: 'REPLAY_BUFFER_PROGRESS', data: { words } });
    await reader.next();
  }
  expect(isLetGo()).toBe(true);
  request.destroy();
  await reader.close();
  await later(() => app.services.events.hasPage('1')).toBe(false);
  stopped();
  expect(await missed()).toHaveLength(1);
});

test('one person can listen thirty times, and keeps nobody else from it', async () => {
  const pages = await Promise.all(Array.from({ length: 30 }, () => open()));
  await Promise.all(pages.map((page) => page.missed()));
  const refused = await app.call('/api/events', { cookie });
  expect(refused.status).toBe(429);
  expect(await app.words(refused)).toContain('30 pages or programs');
  const other = await app.call('/api/events', await app.asKey('2'));
  expect(other.status).toBe(200);
  await other.body?.cancel();
  await pages[0]?.close();
  await later(async () => {
    const again = await app.call('/api/events', { cookie });
    await again.body?.cancel();
    return again.status;
  }).toBe(200);
  await Promise.all(pages.slice(1).map((page) => page.close()));
});
