import { afterEach, beforeEach, expect, test } from 'vitest';
import { ADA, openTestApp, type TestApp } from './test-app.ts';

let app: TestApp;
let cookie: string;
beforeEach(async () => {
  app = await openTestApp();
  cookie = await app.signIn();
});
afterEach(() => app.close());

const ask = async (as = cookie) => (await app.call('/api/consent', { cookie: as })).json();
const agree = (as = cookie) => app.call('/api/consent', { method: 'PUT', cookie: as });

test('asked once a server, by each person', async () => {
  const { windowMs, postedKeptMs } = app.services.config;
  const question = { agreed: false, windowMs, postedKeptMs, whoMayClip: 'channel' };
  expect(await ask()).toEqual(question);
  expect((await agree()).status).toBe(204);
  expect(await ask()).toEqual({ ...question, agreed: true });
  const channel = { id: '21', name: 'general' };
  expect(await ask(await app.signIn({ ...ADA, channel }))).toMatchObject({ agreed: true });
  const guild = { id: '11', name: 'Other' };
  expect(await ask(await app.signIn({ ...ADA, guild }))).toEqual(question);
  const user = { ...ADA.user, id: '2' };
  expect(await ask(await app.signIn({ ...ADA, user }))).toEqual(question);
});

test('asked again when more is kept, not when less is', async () => {
  const { servers } = app.services;
  await servers.change('10', { windowMs: 300_000, postedKeptMs: 24 * 3600_000 });
  expect(await ask()).toMatchObject({ windowMs: 300_000, postedKeptMs: 24 * 3600_000 });
  await agree();
  await servers.change('10', { windowMs: 60_000 });
  expect(await ask()).toMatchObject({ agreed: true, windowMs: 60_000 });
  await servers.change('10', { windowMs: 600_000 });
  expect(await ask()).toMatchObject({ agreed: false });
  await servers.change('10', { windowMs: 300_000, postedKeptMs: null });
  expect(await ask()).toMatchObject({ agreed: false });
});

test('nobody agrees without being signed in, or without a channel', async () => {
  expect((await app.call('/api/consent')).status).toBe(401);
  expect((await app.call('/api/consent', { method: 'PUT' })).status).toBe(401);
  const nowhere = await app.signIn({ ...ADA, guild: null, channel: null });
  expect((await agree(nowhere)).status).toBe(409);
  expect(await app.services.consents.of('1')).toEqual([]);
});
