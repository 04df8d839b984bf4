import { afterEach, beforeEach, expect, test } from 'vitest';
import { ADA, openTestApp, type TestApp } from './test-app.ts';

let app: TestApp;
let cookie: string;
beforeEach(async () => {
  app = await openTestApp();
  cookie = await app.signIn();
});
afterEach(() => app.close());

const get = async (as: string) => (await app.call('/api/settings', { cookie: as })).json();
const change = (json: unknown) => app.call('/api/settings', { method: 'PATCH', cookie, json });

test('who may clip is settled by each for themselves', async () => {
  const bo = await app.signIn({ ...ADA, user: { ...ADA.user, id: '2' } });
  expect(await get(cookie)).toEqual({ whoMayClip: 'channel' });
  expect(await (await change({ whoMayClip: 'nobody' })).json()).toEqual({ whoMayClip: 'nobody' });
  expect(await (await change({})).json()).toEqual({ whoMayClip: 'nobody' });
  expect(await get(await app.signIn())).toEqual({ whoMayClip: 'nobody' });
  expect(await get(bo)).toEqual({ whoMayClip: 'channel' });
});

test('a key changes them for its owner', async () => {
  const { token } = await app.services.apiKeys.create('1', 'stream deck');
  const headers = { Authorization: `Bearer ${token}` };
  const json = { whoMayClip: 'server' };
  const response = await app.call('/api/settings', { method: 'PATCH', json, headers });
  expect(await response.json()).toEqual(json);
  expect(await get(cookie)).toEqual(json);
});

test.each([
  [{ whoMayClip: 'everybody' }, 'whoMayClip: has to be nobody, channel, server'],
  [{ whoMayClip: null }, 'whoMayClip'],
  [[], 'JSON object'],
])('%j is refused and changes nothing', async (json, words) => {
  const response = await change(json);
  expect([response.status, await app.words(response)]).toEqual([
    ...[400, expect.stringContaining(words)],
  ]);
  expect(await get(cookie)).toEqual({ whoMayClip: 'channel' });
});

test('they are closed to who is not signed in', async () => {
  expect((await app.call('/api/settings')).status).toBe(401);
  const json = { whoMayClip: 'server' };
  expect((await app.call('/api/settings', { method: 'PATCH', json })).status).toBe(401);
});
