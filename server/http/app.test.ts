import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import Koa from 'koa';
import { AccessToken } from 'livekit-server-sdk';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { installationSecret } from '../auth/secret.ts';
import { signPath } from '../auth/signed-path.ts';
import { createLog } from '../log.ts';
import { errors } from './errors.ts';
import { ADA, LIVEKIT, openTestApp, ROOM, type TestApp } from './test-app.ts';

let app: TestApp;
let call: TestApp['call'];
let words: TestApp['words'];
let looked: string[];
beforeEach(async () => {
  app = await openTestApp();
  ({ call, words, looked } = app);
});
afterEach(() => app.close());

async function signIn(): Promise<string> {
  const link = await app.services.links.create(ADA);
  const response = await call('/api/session', { method: 'POST', json: { link } });
  const [cookie = ''] = response.headers.getSetCookie();
  expect(cookie).toMatch(/HttpOnly; SameSite=Lax/);
  return cookie.split(';')[0] ?? '';
}

test('a link signs in once; signing out ends the session everywhere', async () => {
  const link = await app.services.links.create(ADA);
  const first = await call('/api/session', { method: 'POST', json: { link } });
  expect(await first.json()).toMatchObject({ user: { name: 'Ada' }, windowMs: 1_200_000 });
  const second = await call('/api/session', { method: 'POST', json: { link } });
  expect(second.status).toBe(401);
  expect(await words(second)).toContain('/replay start');

  const cookie = await signIn();
  expect((await call('/api/session', { cookie })).status).toBe(200);
  await call('/api/session', { method: 'DELETE', cookie });
  expect((await call('/api/session', { cookie })).status).toBe(401);
});

test('the figures have no second address that a proxy would have to know', async () => {
  expect((await call('/metrics')).status).toBe(200);
  for (const path of ['/metrics/', '/METRICS', '//metrics', '/%6detrics']) {
    expect([path, (await call(path)).status]).toEqual([path, 404]);
  }
});

test.each([
  ['GET', '/api/session'],
  ['POST', '/api/livekit/token'],
  ['POST', '/api/livekit/replay/start'],
  ['POST', '/api/livekit/replay/stop'],
  ['GET', '/api/replay/status'],
  ['GET', '/api/events'],
  ['GET', '/api/clips'],
  ['POST', '/api/internal/tasks/look'],
])('%s %s is closed to who is not signed in', async (method, path) => {
  const response = await call(path, { method });
  expect(response.status).toBe(401);
  expect(await words(response)).toMatch(/\.$/);
});

test("another site's page can't write with this browser's cookie", async () => {
  const cookie = await signIn();
  await app.agree(cookie);
  const foreign = { Origin: 'https://evil.example' };
  const there = await call('/api/livekit/token', { method: 'POST', cookie, headers: foreign });
  expect(there.status).toBe(403);
  const own = await call('/api/livekit/token', {
    method: 'POST',
    cookie,
    headers: { Origin: app.url },
  });
  expect(await own.json()).toMatchObject({
    roomName: ROOM,
    url: `${app.url.replace('http', 'ws')}/livekit`,
  });
});

async function hook(body: string, signedFor = body, secret = LIVEKIT.apiSecret) {
  const token = new AccessToken(LIVEKIT.apiKey, secret, { ttl: 300 });
  token.sha256 = createHash('sha256').update(signedFor).digest('base64');
  const headers = {
    Authorization: await token.toJwt(),
    'Content-Type': 'application/webhook+json',
  };
  const response = await call('/api/livekit/webhook', { method: 'POST', body, headers });
  return response.status;
}

test('a webhook only points at its room, and only when LiveKit signed it', async () => {
  const body = JSON.stringify({ event: 'track_published', id: 'EV_1', room: { name: ROOM } });
  expect(await hook(body)).toBe(200);
  expect(await hook(body)).toBe(200);
  expect(looked).toEqual([ROOM, ROOM]);
  expect(await hook(body, body, 'another-secret-of-32-characters!')).toBe(401);
  expect(await hook(body, `${body} `)).toBe(401);
  expect(await hook('x'.repeat(300_000))).toBe(413);
  expect(looked).toEqual([ROOM, ROOM]);
});

test("a clip of somebody else's looks like one that is not there", async () => {
  const cookie = await signIn();
  const theirs = await call('/api/clips/7/file', { cookie });
  const missing = await call('/api/clips/8/file', { cookie });
  expect(theirs.status).toBe(404);
  expect(await theirs.json()).toEqual(await missing.json());
  const forged = signPath('other', '/api/clips/7/file', Date.now() + 1000);
  expect((await call(forged)).status).toBe(404);
});

test("one's own clip is sent whole or in part, as players ask for it", async () => {
  const cookie = await signIn();
  const { clipsPath } = app.services.config;
  const whole = await call('/api/clips/9/file', { cookie });
  expect(whole.status).toBe(200);
  expect(whole.headers.get('Content-Type')).toBe('video/mp4');
  expect(await whole.text()).toBe('0123456789');
  const part = await call('/api/clips/9/file', { cookie, headers: { Range: 'bytes=2-4' } });
  expect(part.status).toBe(206);
  expect(await part.text()).toBe('234');
  const signed = await call(signPath('s', '/api/clips/9/file', Date.now() + 10_000));
  expect(await signed.text()).toBe('0123456789');
  await rm(join(clipsPath, '9.mp4'));
  expect((await call('/api/clips/9/file', { cookie })).status).toBe(404);
});

test("a clip's poster is sent to whom the clip is, or by an address of its own", async () => {
  const cookie = await signIn();
  const { clipsPath } = app.services.config;
  await writeFile(join(clipsPath, '9.jpg'), 'picture');
  const poster = await call('/api/clips/9/poster', { cookie });
  expect(poster.headers.get('Content-Type')).toBe('image/jpeg');
  expect(await poster.text()).toBe('picture');
  const soon = Date.now() + 10_000;
  expect((await call(signPath('s', '/api/clips/9/poster', soon))).status).toBe(200);
  for (const path of ['/api/clips/9/poster', '/api/clips/9/poster?until=9e15&sig=x']) {
    expect((await call(path)).status).toBe(404);
  }
  // What is signed for another address opens nothing here.
  const file = new URL(signPath('s', '/api/clips/9/file', soon), app.url);
  expect((await call(`/api/clips/9/poster${file.search}`)).status).toBe(404);
  expect((await call('/api/clips/7/poster', { cookie })).status).toBe(404);
  expect((await call(signPath('s', '/api/clips/7/poster', soon))).status).toBe(404);
});

test('jobs on the same machine may point at all rooms', async () => {
  const headers = { Authorization: `Bearer ${installationSecret(app.dataDir, 'internal')}` };
  expect((await call('/api/internal/tasks/look', { method: 'POST', headers })).status).toBe(204);
  expect(looked).toEqual(['all']);
});

test('ready means that every part answers', async () => {
  expect((await call('/healthz')).status).toBe(200);
  const ready = await call('/readyz');
  expect(ready.status).toBe(503);
  expect(await ready.json()).toEqual({ parts: { store: 'answers', livekit: 'silent' } });
});

test('nothing at an address is said in JSON, and every answer is guarded', async () => {
  const response = await call('/nowhere');
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({ error: 'There is nothing at this address.' });
  expect(response.headers.get('Content-Security-Policy')).toContain("script-src 'self'");
});

test.each([
  ['{"link":"a-secret-of-somebody', 400, 'it needs a JSON object'],
  ['"a-secret-of-somebody"', 400, 'it needs a JSON object'],
  [JSON.stringify({ link: 'a-secret-of-somebody'.repeat(5000) }), 413, '64 KB at most'],
])(
  'a body that is no JSON, or too much, is answered in words, and is in no log',
  async (body, status, say) => {
    const headers = { 'Content-Type': 'application/json' };
    const response = await call('/api/session', { method: 'POST', headers, body });
    expect(response.status).toBe(status);
    expect(await words(response)).toContain(say);
    expect(app.lines.join('')).not.toContain('a-secret-of-somebody');
  },
);

test('what a library calls a bad request is answered in words, too', async () => {
  const koa = new Koa()
    .use(errors(createLog('silent')))
    .use((ctx) => ctx.throw(400, 'Bad Request'));
  const server = koa.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  expect([response.status, await words(response)]).toEqual([
    400,
    'The request is not right: look at its address and headers.',
  ]);
  server.close();
});

test('a part of a file that there is not is refused, and its asker does not wait for ever', async () => {
  const headers = { Range: 'bytes=99-100' };
  const response = await call('/api/clips/9/file', { cookie: await signIn(), headers });
  expect(response.status).toBe(416);
  expect(response.headers.get('Content-Range')).toBe('bytes */10');
  expect(await words(response)).toContain('The request is not right');
});

test('a webhook that is too large is told so', async () => {
  const body = 'x'.repeat(300 * 1024);
  const response = await call('/api/livekit/webhook', { method: 'POST', body });
  expect(response.status).toBe(413);
  expect(await words(response)).toBe('The webhook is too large.');
});
