import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { ADA as ADA_ID, openTestPreviews, type TestPreviews } from '../previews/test-previews.ts';
import type { PreviewView } from '../previews/view.ts';
import { ADA, openTestApp, type TestApp } from './test-app.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const T = Date.UTC(2026, 0, 1);
const BASE = '/api/replay/previews';
const LET_GO = 'This preview was let go. Open it again.';

let nowMs: number;
let t: TestPreviews;
let app: TestApp;
let ada: { cookie: string };
let bob: { cookie: string };
beforeAll(async () => {
  nowMs = T + 10_000;
  t = await openTestPreviews(() => nowMs);
  app = await openTestApp(async () => ({ previews: await t.start() }));
  const { segments } = await t.record({ kind: 'embedded', seconds: 4, startMs: T });
  await t.keepClip('9', { segments, fromMs: T + 500, toMs: T + 3500 });
  ada = { cookie: await app.signIn() };
  bob = { cookie: await app.signIn({ ...ADA, user: { ...ADA.user, id: '2' } }) };
});
afterAll(async () => {
  await app.close();
  await t.close();
});

const open = (who: object, json: unknown = { of: 'buffer' }) =>
  app.call(BASE, { method: 'POST', ...who, json });
let view: PreviewView;
beforeEach(async () => {
  view = (await (await open(ada)).json()) as PreviewView;
});

test('opened, everything that its view names can be had', async () => {
  const response = await open(ada);
  expect(response.status).toBe(201);
  const { id, ...own } = (await response.json()) as PreviewView;
  expect(own).toMatchObject({ of: 'buffer', width: 192, height: 96, hasSound: true, marks: [] });
  expect(own.playlist).toBe(`${BASE}/${id}/playlist.m3u8`);

  const again = await app.call(`${BASE}/${id}`, ada);
  expect(await again.json()).toEqual({ id, ...own });
  expect(again.headers.get('Cache-Control')).toBe('no-store');

  const playlist = await app.call(own.playlist, ada);
  expect(playlist.headers.get('Content-Type')).toContain('application/vnd.apple.mpegurl');
  const [first = ''] = (await playlist.text()).split('\n').filter((line) => line.endsWith('.ts'));
  const segment = await app.call(`${BASE}/${id}/${first}`, ada);
  expect(segment.headers.get('Content-Type')).toBe('video/mp2t');
  expect(segment.headers.get('Cache-Control')).toMatch(/^private,/);
  expect((await segment.arrayBuffer()).byteLength).toBe(own.segments[0]?.bytes);
  const thumbnails = await app.call(own.thumbnails.url, ada);
  expect(thumbnails.headers.get('Content-Type')).toBe('image/jpeg');
  const waveform = await app.call(own.waveform.url, ada);
  expect(await waveform.json()).toMatchObject({ perSecond: 20, peaks: expect.any(Array) });
});

test('a key opens one, too, and a clip', async () => {
  const { token } = await app.services.apiKeys.create(ADA_ID, 'stream deck');
  const response = await open({ headers: { Authorization: `Bearer ${token}` } }, { clipId: '9' });
  expect(response.status).toBe(201);
  expect(await response.json()).toMatchObject({ of: 'clip', clipId: '9', title: 'Ace' });
});

test.each([
  ['GET', ''],
  ['GET', '/playlist.m3u8'],
  ['GET', '/00000.ts'],
  ['GET', '/thumbnails.jpg'],
  ['GET', '/waveform.json'],
  ['POST', '/alive'],
  ['POST', '/close'],
  ['DELETE', ''],
])(
  '%s of %j: 401 without a session, 404 for somebody else and where there is none',
  async (...a) => {
    const [method, path] = a;
    const init = { method };
    expect((await app.call(`${BASE}/${view.id}${path}`, init)).status).toBe(401);
    for (const [who, id] of [[bob, view.id] as const, [ada, 'none'] as const]) {
      const response = await app.call(`${BASE}/${id}${path}`, { ...init, ...who });
      expect(response.status).toBe(404);
      expect(await app.words(response)).toBe(LET_GO);
    }
    expect((await app.call(`${BASE}/${view.id}`, ada)).status).toBe(200);
  },
);

test('nothing buffered, and clips that are not theirs, are 404 in words', async () => {
  const nothing = await open(bob);
  expect(nothing.status).toBe(404);
  expect(await app.words(nothing)).toContain('Nothing of yours is buffered');
  for (const [who, clipId] of [[bob, '9'] as const, [ada, '77'] as const]) {
    const response = await open(who, { clipId });
    expect(response.status).toBe(404);
    expect(await app.words(response)).toContain('There is no such clip');
  }
  expect((await open({})).status).toBe(401);
});

test.each([[{}], [{ of: 'clip' }], [{ of: 'buffer', clipId: '9' }], [{ clipId: 9 }], [[]]])(
  'a body %j is refused in words',
  async (body) => {
    const response = await open(ada, body);
    expect(response.status).toBe(400);
    expect(await app.words(response)).toMatch(/^The request is not right/);
  },
);

test.each([
  '/preview.json',
  '/..%2Fpreview.json',
  '/..%2F..%2Fhindsight.sqlite',
  '/00099.ts',
  '/%00',
])('no file is sent for %s', async (path) => {
  expect((await app.call(`${BASE}/${view.id}${path}`, ada)).status).toBe(404);
});

test('a beacon closes it, and so does DELETE; a sign of life needs no body', async () => {
  const { id } = view;
  expect((await app.call(`${BASE}/${id}/alive`, { method: 'POST', ...ada })).status).toBe(204);
  const beacon = { method: 'POST', ...ada, body: '', headers: { 'Content-Type': 'text/plain' } };
  expect((await app.call(`${BASE}/${id}/close`, beacon)).status).toBe(204);
  expect((await app.call(`${BASE}/${id}`, ada)).status).toBe(404);
  const other = (await (await open(ada)).json()) as PreviewView;
  expect((await app.call(`${BASE}/${other.id}`, { method: 'DELETE', ...ada })).status).toBe(204);
  expect(await app.words(await app.call(`${BASE}/${other.id}/00000.ts`, ada))).toBe(LET_GO);
});

test('another site opens and closes nothing', async () => {
  const headers = { Origin: 'https://evil.example' };
  expect((await open({ ...ada, headers })).status).toBe(403);
  const closing = { method: 'POST', ...ada, headers };
  expect((await app.call(`${BASE}/${view.id}/close`, closing)).status).toBe(403);
  expect((await app.call(`${BASE}/${view.id}`, ada)).status).toBe(200);
});

test('where its person’s sign-in has ended nothing keeps it, and it is let go', async () => {
  const own = { cookie: await app.signIn() };
  const { id, aliveForMs } = (await (await open(own)).json()) as PreviewView;
  const ended = await app.call('/api/session', { method: 'DELETE', ...own });
  expect(ended.status).toBe(204);
  const before = nowMs;
  try {
    nowMs += aliveForMs;
    expect((await app.call(`${BASE}/${id}/alive`, { method: 'POST', ...own })).status).toBe(401);
    expect((await app.call(`${BASE}/${id}/00000.ts`, own)).status).toBe(401);
    nowMs += 1;
    expect((await app.call(`${BASE}/${id}`, ada)).status).toBe(404);
  } finally {
    nowMs = before;
  }
});
