import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTestApp, type TestApp } from './test-app.ts';

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

interface View {
  id: string;
  channelId: string;
  atMs: number;
  label: string;
}
const MARKS = '/api/replay/marks';
const set = (who: object, json?: unknown) =>
  app.call(MARKS, { method: 'POST', ...who, ...(json !== undefined && { json }) });
const remove = (who: object, id: string) =>
  app.call(`${MARKS}/${id}`, { method: 'DELETE', ...who });
const list = async (who: object) =>
  ((await (await app.call(MARKS, who)).json()) as { marks: View[] }).marks;
/** Bo, signed in by a link for the same channel. */
const asBo = async () => ({
  headers: {
    Cookie: await app.signIn({
      user: { id: '2', name: 'Bo', avatarUrl: null },
      guild: { id: '10', name: 'Test' },
      channel: { id: '20', name: 'clips' },
    }),
  },
});

test('a mark is set for this moment, listed newest first, and taken back', async () => {
  await app.record();
  const beforeMs = Date.now();
  const first = await set(asPage, { label: '  ace\n of  spades ' });
  expect(first.status).toBe(201);
  const mark = (await first.json()) as View;
  expect(mark).toMatchObject({ channelId: '20', label: 'ace of spades' });
  expect(mark.atMs).toBeGreaterThanOrEqual(beforeMs);
  expect(mark.atMs).toBeLessThanOrEqual(Date.now());
  await new Promise((done) => setTimeout(done, 2));
  const second = (await (await set(asKey)).json()) as View;
  expect(second.label).toBe('');
  for (const who of [asPage, asKey]) expect(await list(who)).toEqual([second, mark]);

  expect((await remove(asKey, mark.id)).status).toBe(204);
  expect(await list(asPage)).toEqual([second]);
});

test('a mark belongs to the place that is recorded, also where a page is signed in elsewhere', async () => {
  await app.record({ id: 'S1', status: 'stopped', createdAt: 3000, startedAt: 3000 });
  await app.record({ id: 'S2', channelId: '21', roomName: 'replay_10_21' });
  expect(await (await set(asPage)).json()).toMatchObject({ channelId: '21' });
});

test('what is over can be marked as long as it is buffered', async () => {
  await app.record({ status: 'stopped' });
  expect((await set(asPage)).status).toBe(201);
  Object.assign(app.services.segments, { coverage: async () => null });
  const refused = await set(asPage);
  expect(refused.status).toBe(409);
  expect(await app.words(refused)).toMatch(/Nothing of yours is buffered.*Share your screen/);
  await app.record({ status: 'active' });
  expect((await set(asPage)).status).toBe(201);
});

test('without a share there is nothing to mark', async () => {
  expect((await set(asPage)).status).toBe(409);
  expect(await list(asPage)).toEqual([]);
});

test("somebody else's marks are not there", async () => {
  await app.record();
  const mark = (await (await set(asPage)).json()) as View;
  const bo = await asBo();
  expect(await list(bo)).toEqual([]);
  const [theirs, unknown] = [await remove(bo, mark.id), await remove(bo, 'unknown')];
  expect([theirs.status, unknown.status]).toEqual([404, 404]);
  expect(await app.words(theirs)).toBe(await app.words(unknown));
  expect(await list(asPage)).toEqual([mark]);
});

test('nobody in particular sees and sets nothing', async () => {
  await app.record();
  for (const who of [{}, { headers: { Authorization: 'Bearer x' } }]) {
    expect((await app.call(MARKS, who)).status).toBe(401);
    expect((await set(who)).status).toBe(401);
    expect((await remove(who, '1')).status).toBe(401);
  }
  expect(await list(asPage)).toEqual([]);
});

test.each([
  ['a number', { label: 7 }],
  ['too long a text', { label: 'x'.repeat(81) }],
])('%s is no label', async (_, body) => {
  await app.record();
  const response = await set(asPage, body);
  expect(response.status).toBe(400);
  expect(await app.words(response)).toContain('label');
});

test("another site's page sets no mark", async () => {
  await app.record();
  const headers = { ...asPage.headers, Origin: 'https://elsewhere.example' };
  expect((await set({ headers })).status).toBe(403);
  expect(await list(asPage)).toEqual([]);
});
