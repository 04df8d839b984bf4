import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { signed } from '../livekit/test-webhooks.ts';
import type { Row } from './matrix/rows.ts';
import { openPreviewsOnce, openWorld, type World } from './matrix/world.ts';

// How often everything that costs something can be asked for in a minute, and what is said then.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let previews: Awaited<ReturnType<typeof openPreviewsOnce>>;
let world: World;
beforeAll(async () => {
  previews = await openPreviewsOnce();
});
afterAll(() => previews.close());
beforeEach(async () => {
  world = await openWorld(previews.previews);
  await world.reset();
});
afterEach(() => world.close());

type Asked = Pick<Row, 'route' | 'json'> & { path?: string };
const send = ({ route, path, json }: Asked, headers: Record<string, string>) => {
  const [method = '', usual = ''] = route.split(' ');
  return world.app.call(path ?? usual, { method, json, headers, redirect: 'manual' });
};

/** The last of so many is answered as ever, and the next one is not. */
async function needLimit(asked: Asked, most: number, headers: Record<string, string>) {
  for (let i = 1; i < most; i++) await (await send(asked, headers)).body?.cancel();
  expect((await send(asked, headers)).status).not.toBe(429);
  for (const [language, words] of [
    ['en', 'That was tried too often just now. Try again in '],
    ['de', 'Das wurde gerade zu oft versucht. Versuche es in '],
  ] as const) {
    const late = await send(asked, { ...headers, 'Accept-Language': language });
    expect(late.status).toBe(429);
    const seconds = Number(late.headers.get('Retry-After'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(await world.app.words(late)).toContain(words);
  }
}

const noPreview = '/api/replay/previews/00000000-0000-4000-8000-000000000000';
test.each<[number, Asked]>([
  [60, { route: 'PUT /api/session/channel', json: { channelId: '20' } }],
  [60, { route: 'GET /api/channels' }],
  [60, { route: 'POST /api/livekit/token' }],
  [120, { route: 'POST /api/livekit/replay/start', json: {} }],
  [120, { route: 'POST /api/replay/marks' }],
  [60, { route: 'POST /api/replay/previews', json: { clipId: '404' } }],
  [1200, { route: 'GET /:segment', path: `${noPreview}/00000.ts` }],
  [1200, { route: 'GET /thumbnails.jpg', path: `${noPreview}/thumbnails.jpg` }],
  [120, { route: 'POST /api/clips', json: {} }],
  [120, { route: 'POST /api/clips/:id/post', path: '/api/clips/404/post', json: { to: 'dm' } }],
  [1800, { route: 'GET /api/clips', path: '/api/clips?q=ace' }],
  [60, { route: 'POST /api/clips/:id/link', path: '/api/clips/9/link' }],
  [60, { route: 'DELETE /api/clips/:id/link', path: '/api/clips/9/link' }],
])('%i a minute for one person: %o', async (most, asked) => {
  await needLimit(asked, most, await world.headersOf('owner'));
  // Nobody else waits for it.
  expect((await send(asked, await world.headersOf('member'))).status).not.toBe(429);
});

test.each<[number, Asked]>([
  [20, { route: 'POST /api/session', json: { link: 'no-such-link' } }],
  [30, { route: 'GET /api/auth/discord' }],
  [30, { route: 'GET /api/auth/discord/callback' }],
  [60, { route: 'POST /api/livekit/webhook', json: { event: 'x' } }],
])('%i a minute from one address: %o', async (most, asked) => {
  await needLimit(asked, most, {});
});

test('a key that is refused, 60 a minute from one address; those that are good go on', async () => {
  const asked = { route: 'GET /api/settings' };
  await needLimit(asked, 60, await world.headersOf('forged key'));
  expect((await send(asked, await world.headersOf("owner's key"))).status).toBe(200);
  expect((await send(asked, await world.headersOf('owner'))).status).toBe(200);
});

test('what LiveKit signed is taken, however much from there was refused; the log has not all of it', async () => {
  const asked = { route: 'POST /api/livekit/webhook', json: { event: 'x' } };
  for (let i = 0; i < 100; i++) await send(asked, {});
  const { body, authorization } = await signed('{"event":"room_started","id":"EV_1"}');
  const init = { method: 'POST', body, headers: { Authorization: authorization } };
  expect((await world.app.call('/api/livekit/webhook', init)).status).toBe(200);
  const lines = world.app.lines.filter((line) => line.includes('webhook refused'));
  expect(lines).toHaveLength(60);
});
