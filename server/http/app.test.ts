import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccessToken } from 'livekit-server-sdk';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLinks } from '../auth/links.ts';
import { installationSecret } from '../auth/secret.ts';
import { createSessions } from '../auth/sessions.ts';
import { signPath } from '../auth/signed-path.ts';
import { loadConfig } from '../config.ts';
import { createEvents } from '../events.ts';
import { roomName } from '../livekit/room-name.ts';
import type { PublishedShare } from '../livekit/rooms.ts';
import { createWebhookReader } from '../livekit/webhooks.ts';
import { createLog } from '../log.ts';
import type { Services } from '../services.ts';
import { createShares } from '../shares/shares.ts';
import { openStore } from '../store/open.ts';
import { createApp } from './app.ts';
import { listen } from './listen.ts';

// The HTTP side over real sockets; LiveKit, the recorder and the loop behind it are played.

const ada = {
  user: { id: '1', name: 'Ada', avatarUrl: null },
  guild: { id: '10', name: 'Test' },
  channel: { id: '20', name: 'clips' },
};
const ROOM = roomName('10', '20');
const livekit = {
  url: 'ws://127.0.0.1:7880',
  apiKey: 'key',
  apiSecret: 'a-secret-of-32-characters-or-so!',
};

let dataDir: string;
let services: Services;
let url: string;
let looked: string[];
let published: PublishedShare[];
let close: () => Promise<void>;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'hindsight-'));
  const log = createLog('silent');
  const store = await openStore({ dataDir }, log);
  [looked, published] = [[], []];
  services = {
    config: loadConfig({ DATA_DIR: dataDir }),
    ...{ log, store, livekit, secret: 's' },
    links: createLinks(store),
    sessions: createSessions(store, 's'),
    shares: createShares(store),
    events: createEvents(),
    rooms: { shares: async () => published },
    reconciler: {
      look: async (room: string) => void looked.push(room),
      lookAll: async () => void looked.push('all'),
    },
    segments: { coverage: async () => ({ fromMs: 0, toMs: 9000, bufferedMs: 9000, ended: false }) },
    clips: {
      get: async (id: string) => ({ '7': { id, ownerId: '2' }, '9': { id, ownerId: '1' } })[id],
    },
    readWebhook: createWebhookReader([{ key: livekit.apiKey, secret: livekit.apiSecret }]),
    checks: { store: store.ping, livekit: () => Promise.reject(new Error('down')) },
  } as unknown as Services;
  const http = await listen('127.0.0.1', 0);
  http.serve(createApp(services).callback());
  url = `http://127.0.0.1:${http.port}`;
  close = async () => {
    await http.close();
    await store.close();
  };
});
afterEach(async () => {
  await close();
  await rm(dataDir, { recursive: true });
});

function call(path: string, init: RequestInit & { json?: unknown; cookie?: string } = {}) {
  const headers = new Headers(init.headers);
  if (init.cookie) headers.set('Cookie', init.cookie);
  if (init.json !== undefined) headers.set('Content-Type', 'application/json');
  const body = init.json === undefined ? init.body : JSON.stringify(init.json);
  return fetch(url + path, { ...init, headers, body: body ?? null });
}

/** The sentence of an error. */
async function words(response: Response): Promise<string> {
  return ((await response.json()) as { error: string }).error;
}

async function signIn(): Promise<string> {
  const link = await services.links.create(ada);
  const response = await call('/api/session', { method: 'POST', json: { link } });
  const [cookie = ''] = response.headers.getSetCookie();
  expect(cookie).toMatch(/HttpOnly; SameSite=Lax/);
  return cookie.split(';')[0] ?? '';
}

test('a link signs in once; signing out ends the session everywhere', async () => {
  const link = await services.links.create(ada);
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

test.each([
  ['GET', '/api/session'],
  ['POST', '/api/livekit/token'],
  ['POST', '/api/livekit/replay/start'],
  ['POST', '/api/livekit/replay/stop'],
  ['GET', '/api/replay/status'],
  ['GET', '/api/events'],
  ['GET', '/api/clips'],
  ['POST', '/api/internal/look'],
])('%s %s is closed to who is not signed in', async (method, path) => {
  const response = await call(path, { method });
  expect(response.status).toBe(401);
  expect(await words(response)).toMatch(/\.$/);
});

test("another site's page can't write with this browser's cookie", async () => {
  const cookie = await signIn();
  const foreign = { Origin: 'https://evil.example' };
  const there = await call('/api/livekit/token', { method: 'POST', cookie, headers: foreign });
  expect(there.status).toBe(403);
  const own = await call('/api/livekit/token', {
    method: 'POST',
    cookie,
    headers: { Origin: url },
  });
  expect(await own.json()).toMatchObject({
    roomName: ROOM,
    url: `${url.replace('http', 'ws')}/livekit`,
  });
});

test('asking for a recording is refused where it is not yours to ask', async () => {
  const cookie = await signIn();
  const start = (json: unknown) =>
    call('/api/livekit/replay/start', { method: 'POST', cookie, json }).then((r) => r.status);
  const body = { channelId: '20', roomName: ROOM, videoTrackId: 'TR_a', audioTrackId: null };
  expect(await start({ ...body, videoTrackId: 7 })).toBe(400);
  expect(await start({ ...body, channelId: '21' })).toBe(403);
  expect(await start(body)).toBe(404);
  published = [{ userId: '2', videoTrackId: 'TR_a' } as PublishedShare];
  expect(await start(body)).toBe(409);
  expect(looked).toEqual([]);
});

test('stopping when nothing is recorded is a 404 in words', async () => {
  const cookie = await signIn();
  const response = await call('/api/livekit/replay/stop', { method: 'POST', cookie });
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({ error: 'You have no active recording.' });
});

async function hook(body: string, signedFor = body, secret = livekit.apiSecret) {
  const token = new AccessToken(livekit.apiKey, secret, { ttl: 300 });
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
  const { clipsPath } = services.config;
  await mkdir(clipsPath);
  await writeFile(join(clipsPath, '9.mp4'), '0123456789');
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

test('jobs on the same machine may point at all rooms', async () => {
  const headers = { Authorization: `Bearer ${installationSecret(dataDir, 'internal')}` };
  expect((await call('/api/internal/look', { method: 'POST', headers })).status).toBe(204);
  expect(looked).toEqual(['all']);
});

test('ready means that every part answers', async () => {
  expect((await call('/healthz')).status).toBe(200);
  const ready = await call('/readyz');
  expect(ready.status).toBe(503);
  expect(await ready.json()).toEqual({ parts: { store: 'answers', livekit: 'silent' } });
});

test('events reach the pages of their person alone', async () => {
  const cookie = await signIn();
  const response = await call('/api/events', { cookie });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  await reader?.read();
  services.events.publish('2', { name: 'REPLAY_BUFFER_STOPPED', data: { sessionId: 'theirs' } });
  services.events.publish('1', { name: 'REPLAY_BUFFER_STOPPED', data: { sessionId: 'mine' } });
  const { value } = (await reader?.read()) ?? {};
  expect(value).toBe('event: REPLAY_BUFFER_STOPPED\ndata: {"sessionId":"mine"}\n\n');
  await reader?.cancel();
});

test('nothing at an address is said in JSON, and every answer is guarded', async () => {
  const response = await call('/nowhere');
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({ error: 'There is nothing at this address.' });
  expect(response.headers.get('Content-Security-Policy')).toContain("script-src 'self'");
});
