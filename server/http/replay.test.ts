import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PublishedShare } from '../livekit/rooms.ts';
import { openTestApp, ROOM, type TestApp } from './test-app.ts';

let app: TestApp;
/** A page's cookie or a key, both of Ada's: the answers are the same. */
let asPage: { headers: Record<string, string> };
let asKey: { headers: Record<string, string> };
beforeEach(async () => {
  app = await openTestApp();
  asPage = { headers: { Cookie: await app.signIn() } };
  asKey = await app.asKey();
});
afterEach(() => app.close());

const BODY = { channelId: '20', roomName: ROOM, videoTrackId: 'TR_a', audioTrackId: null };
const screen = (userId: string, videoTrackId: string, audioTrackId: string | null = null) =>
  ({ userId, videoTrackId, audioTrackId }) as PublishedShare;
const start = (who: object, json: unknown = BODY) =>
  app.call('/api/livekit/replay/start', { method: 'POST', ...who, json });
const stop = (who: object, json?: unknown) =>
  app.call('/api/livekit/replay/stop', { method: 'POST', ...who, ...(json ? { json } : {}) });
const status = async (who: object, query = '') => {
  const response = await app.call(`/api/replay/status${query}`, who);
  return { code: response.status, ...((await response.json()) as { status?: string }) };
};
const both = () => [asPage, asKey];

/** What the loop does: ends what its owner stopped. */
function obey() {
  app.played.look = async (room) => {
    for (const share of await app.services.shares.activeIn(room)) {
      if (!(await app.services.shares.isStopped(room, share.userId))) continue;
      await app.services.shares.save({ ...share, status: 'stopped' });
    }
  };
}

test('a start answers with session, egress and status', async () => {
  app.played.published = [screen('1', 'TR_a', 'TR_sound')];
  await app.record();
  for (const who of both()) {
    const response = await start(who, { ...BODY, audioTrackId: 'TR_sound' });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ sessionId: 'S1', egressId: 'EG_1', status: 'active' });
  }
  expect(app.looked).toEqual([ROOM, ROOM]);
});

test('without or with a bad key nothing is done', async () => {
  const { token } = await app.services.apiKeys.create('1', 'forged');
  const [head, , signature] = token.split('.');
  const claims = Buffer.from('{"aud":"api","sub":"2","jti":"x","exp":9999999999}');
  for (const bad of ['x', `${head}.${claims.toString('base64url')}.${signature}`, `${token}x`]) {
    const headers = { Authorization: `Bearer ${bad}` };
    for (const response of [await start({ headers }), await stop({ headers })]) {
      expect(response.status).toBe(401);
      expect(await app.words(response)).toMatch(/\.$/);
    }
    expect((await status({ headers })).code).toBe(401);
  }
  expect((await start({})).status).toBe(401);
  expect(app.looked).toEqual([]);
});

test('a revoked key is refused at once', async () => {
  expect((await status(asKey)).code).toBe(200);
  await app.services.apiKeys.revoke('1', 'stream deck');
  const response = await start(asKey);
  expect(response.status).toBe(401);
  expect(await app.words(response)).toContain('/replay key');
  expect((await stop(asKey)).status).toBe(401);
});

test.each([
  ['no object', [], 'JSON object'],
  ['a number for a track', { ...BODY, videoTrackId: 7 }, 'videoTrackId'],
  ['an empty channel', { ...BODY, channelId: '' }, 'channelId'],
  ['no room', { ...BODY, roomName: undefined }, 'roomName'],
])('a body with %s is refused in words', async (_, body, word) => {
  for (const who of both()) {
    const response = await start(who, body);
    expect(response.status).toBe(400);
    expect(await app.words(response)).toContain(word);
  }
});

test('what is no JSON is refused', async () => {
  const headers = { ...asKey.headers, 'Content-Type': 'application/json' };
  const response = await app.call('/api/livekit/replay/start', {
    ...{ method: 'POST', headers, body: '{"channelId":' },
  });
  expect(response.status).toBe(400);
});

test('the right to the channel is asked of Discord each time', async () => {
  app.played.published = [screen('1', 'TR_a')];
  await app.record();
  const asked: string[][] = [];
  app.played.access = async (...question) => {
    asked.push(question);
    return asked.length > 2 ? { may: 'not' } : { may: 'join', guildId: '10' };
  };
  for (const code of [200, 403]) {
    for (const who of both()) expect((await start(who)).status).toBe(code);
  }
  expect(asked).toEqual(Array(4).fill(['1', '20']));
});

test('a room that is not that of the channel is refused', async () => {
  for (const who of both()) {
    const response = await start(who, { ...BODY, roomName: 'replay_10_21' });
    expect(response.status).toBe(403);
  }
});

test('a page is signed in for one channel, a key for all that its owner may join', async () => {
  const there = { ...BODY, channelId: '21', roomName: 'replay_10_21' };
  await app.record({ channelId: '21', roomName: 'replay_10_21' });
  app.played.published = [screen('1', 'TR_a')];
  expect((await start(asPage, there)).status).toBe(403);
  expect((await start(asKey, there)).status).toBe(200);
  expect((await start(asKey, { ...there, channelId: '99' })).status).toBe(403);
});

test('where the bot is not, a link is believed and a key is not', async () => {
  app.played.published = [screen('1', 'TR_a')];
  await app.record();
  app.played.access = async () => ({ may: 'unknown' });
  expect((await start(asPage)).status).toBe(200);
  expect((await start(asKey)).status).toBe(403);
});

test('while Discord does not answer, a key has to wait', async () => {
  app.played.published = [screen('1', 'TR_a')];
  await app.record();
  app.played.access = () => Promise.reject(new Error('ECONNRESET'));
  expect((await start(asPage)).status).toBe(200);
  expect((await start(asKey)).status).toBe(503);
});

test('while LiveKit does not answer, a start says so', async () => {
  app.played.livekitAway = true;
  for (const who of both()) {
    const response = await start(who);
    expect(response.status).toBe(503);
    expect(await app.words(response)).toContain('LiveKit does not answer');
  }
});

test("somebody else's picture or sound is a conflict, an unknown one is not there", async () => {
  app.played.published = [screen('1', 'TR_a', 'TR_mine'), screen('2', 'TR_b', 'TR_theirs')];
  for (const who of both()) {
    expect((await start(who, { ...BODY, videoTrackId: 'TR_b' })).status).toBe(409);
    expect((await start(who, { ...BODY, audioTrackId: 'TR_theirs' })).status).toBe(409);
    expect((await start(who, { ...BODY, videoTrackId: 'TR_gone' })).status).toBe(404);
    expect((await start(who, { ...BODY, audioTrackId: 'TR_gone' })).status).toBe(404);
  }
  expect(app.looked).toEqual([]);
});

test('a stop without a body ends the active recording, once', async () => {
  obey();
  for (const who of both()) {
    await app.record();
    const response = await stop(who);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ sessionId: 'S1', egressId: 'EG_1', status: 'stopped' });
    const again = await stop(who);
    expect(again.status).toBe(404);
    expect(await again.json()).toEqual({ error: 'You have no active recording.' });
  }
});

test('a stop may name the channel or the session; one that names none ends all', async () => {
  obey();
  const recordAll = async () => {
    await app.record();
    await app.record({ id: 'S2', egressId: 'EG_2', channelId: '21', roomName: 'replay_10_21' });
    await app.record({ id: 'S3', userId: '2', startedAt: 5000 });
  };
  const active = async () =>
    (await app.services.shares.activeOf('1')).map((share) => share.id).toSorted();

  await recordAll();
  expect(await (await stop(asKey, { channelId: '21' })).json()).toMatchObject({ sessionId: 'S2' });
  expect(await active()).toEqual(['S1']);
  await recordAll();
  expect(await (await stop(asKey, { sessionId: 'S1' })).json()).toMatchObject({ sessionId: 'S1' });
  expect(await active()).toEqual(['S2']);
  expect((await stop(asKey, { sessionId: 'S3' })).status).toBe(404);
  expect((await stop(asKey, { channelId: '22' })).status).toBe(404);
  expect((await stop(asKey, { channelId: 7 })).status).toBe(400);
  expect((await stop(asPage, { channelId: '21' })).status).toBe(403);

  await recordAll();
  expect(await (await stop(asPage)).json()).toMatchObject({ sessionId: 'S1' });
  expect(await active()).toEqual(['S2']);

  await recordAll();
  const all = (await (await stop(asKey)).json()) as { sessionId: string; others: object[] };
  expect(all).toMatchObject({ status: 'stopped', others: [{ status: 'stopped' }] });
  expect(await active()).toEqual([]);
  expect(await app.services.shares.activeOf('2')).toHaveLength(1);
});

test('who lost the right to a channel can still end what is recorded of them there', async () => {
  obey();
  await app.record({ channelId: '99', roomName: 'replay_10_99' });
  expect((await stop(asKey)).status).toBe(200);
});

test('who waits for a free recorder is told their place, and can stop waiting', async () => {
  app.played.published = [screen('1', 'TR_a')];
  app.played.waiting = [{ roomName: ROOM, channelId: '20', place: 2 }];
  for (const who of both()) {
    const response = await start(who);
    expect(response.status).toBe(202);
    expect(await response.json()).toMatchObject({ status: 'waiting', place: 2 });
    expect(await status(who)).toMatchObject({ status: 'waiting', place: 2, channelId: '20' });
    const stopped = await stop(who);
    expect(await stopped.json()).toEqual({ sessionId: null, egressId: null, status: 'stopped' });
    expect(await app.services.shares.isStopped(ROOM, '1')).toBe(true);
  }
});

test('what is just being started is said to be, and can be stopped', async () => {
  app.played.published = [screen('1', 'TR_a')];
  app.played.starting = [{ roomName: ROOM, channelId: '20' }];
  for (const who of both()) {
    const response = await start(who);
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({ sessionId: null, egressId: null, status: 'starting' });
    expect(await status(who)).toMatchObject({ status: 'starting', channelId: '20' });
    expect((await stop(who)).status).toBe(200);
    expect(await app.services.shares.isStopped(ROOM, '1')).toBe(true);
  }
});

test('why an earlier recording failed is not why this one does', async () => {
  app.played.published = [screen('1', 'TR_a')];
  const failed = { status: 'failed' as const, error: 'The disk is full.' };
  await app.record({ videoTrackId: 'TR_a', ...failed, createdAt: 1000 });
  expect(await (await start(asKey)).text()).not.toContain('disk');
  app.played.look = async () =>
    void (await app.record({ videoTrackId: 'TR_a', ...failed, createdAt: Date.now() + 60_000 }));
  const response = await start(asKey);
  expect(response.status).toBe(503);
  expect(await response.text()).toContain('The disk is full.');
});

test('a recording that could not be ended is not called stopped', async () => {
  await app.record();
  expect((await stop(asKey)).status).toBe(503);
});

test('the status is of the channel named, of one that is active, or the newest', async () => {
  expect(await status(asKey)).toMatchObject({ code: 200, status: 'none', bufferedMs: 9000 });
  await app.record({ id: 'S2', status: 'failed', error: 'Disk full.', startedAt: 2000 });
  expect(await status(asKey)).toMatchObject({ status: 'failed', error: 'Disk full.' });
  await app.record({ id: 'S3', channelId: '21', roomName: 'replay_10_21' });
  expect(await status(asKey)).toMatchObject({ status: 'active', channelId: '21' });
  expect(await status(asKey, '?channelId=20')).toMatchObject({ status: 'failed' });
  expect(await status(asKey, '?channelId=22')).toMatchObject({ status: 'none' });
  expect(await status(asKey, '?channelId=99')).toMatchObject({ code: 403 });
  expect(await status(asPage)).toMatchObject({ status: 'failed' });
});

test('the status tells what is missing in the buffer', async () => {
  expect(await status(asPage)).toMatchObject({ gaps: [] });
  const gaps = [{ fromMs: 2000, toMs: 5000 }];
  const coverage = async () => ({ fromMs: 0, toMs: 9000, bufferedMs: 6000, gaps, ended: false });
  Object.assign(app.services.segments, { coverage });
  expect(await status(asPage)).toMatchObject({ bufferedMs: 6000, gaps });
  expect(await status(asPage)).not.toHaveProperty('voice');
  app.played.voice = 'recorded';
  expect(await status(asPage)).toMatchObject({ voice: 'recorded' });
});

test('a key opens no page and no room, and stands in no log', async () => {
  expect((await app.call('/api/session', asKey)).status).toBe(401);
  expect((await app.call('/api/livekit/token', { method: 'POST', ...asKey })).status).toBe(401);
  await start(asKey, { ...BODY, roomName: 7 });
  const token = asKey.headers.Authorization?.slice(7) ?? '';
  expect(token.length).toBeGreaterThan(100);
  expect(app.lines.join('')).not.toContain(token.split('.')[2]);
});

test('who may not join any more gets no token to publish with', async () => {
  await app.call('/api/consent', { method: 'PUT', ...asPage });
  const token = () => app.call('/api/livekit/token', { method: 'POST', ...asPage });
  expect((await token()).status).toBe(200);
  app.played.access = async () => ({ may: 'not' });
  expect((await token()).status).toBe(403);
});

test('on a server that the bot was thrown out of, nobody shares by a page from before; where it never was, they do', async () => {
  app.played.access = async () => ({ may: 'unknown' });
  await app.agree(asPage.headers.Cookie ?? '');
  const token = async () =>
    (await app.call('/api/livekit/token', { method: 'POST', ...asPage })).status;
  expect(await token()).toBe(200);
  await app.services.removedServers.removed('10');
  expect(await token()).toBe(403);
  expect((await start(asPage)).status).toBe(403);
  await app.services.removedServers.there('10');
  expect(await token()).toBe(200);
});
