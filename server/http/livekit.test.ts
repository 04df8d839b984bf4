import { afterAll, beforeAll, expect, test } from 'vitest';
import { ADA, openTestApp, type TestApp } from './test-app.ts';

let app: TestApp;
let ada: string;
beforeAll(async () => {
  app = await openTestApp();
  ada = await app.signIn();
  await app.agree(ada);
});
afterAll(() => app.close());

const token = async (json?: unknown, cookie = ada) => {
  const response = await app.call('/api/livekit/token', { method: 'POST', cookie, json });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
};

test('a share connects again as long as no other was begun since', async () => {
  expect((await token({ shareId: 'first', again: false })).status).toBe(200);
  expect((await token({ shareId: 'first', again: true })).body.token).toMatch(/^ey/);
  expect((await token({ shareId: 'second', again: false })).status).toBe(200);
  const lost = await token({ shareId: 'first', again: true });
  expect(lost.status).toBe(410);
  expect(lost.body.error).toMatch(/^Another tab or device of yours shares since then\./);
  expect(lost.body.token).toBeUndefined();
  expect((await token({ shareId: 'second', again: true })).status).toBe(200);
  // Taken back by a click, it is a new one.
  expect((await token({ shareId: 'third', again: false })).status).toBe(200);
  expect((await token({ shareId: 'second', again: true })).status).toBe(410);
});

test('somebody else’s share takes nothing from anybody', async () => {
  const bo = await app.signIn({ ...ADA, user: { ...ADA.user, id: '2', name: 'Bo' } });
  await app.agree(bo);
  expect((await token({ shareId: 'mine' })).status).toBe(200);
  expect((await token({ shareId: 'theirs' }, bo)).status).toBe(200);
  expect((await token({ shareId: 'mine', again: true })).status).toBe(200);
});

test('one that the server does not know (any more) goes on', async () => {
  const cy = await app.signIn({ ...ADA, user: { ...ADA.user, id: '3', name: 'Cy' } });
  expect((await token({ shareId: 'old', again: true }, cy)).status).toBe(200);
});

test.each([
  { shareId: 7 },
  { shareId: '' },
  { shareId: 'x'.repeat(101) },
  { shareId: 'x', again: 1 },
])('a body %j is refused in words', async (json) => {
  const { status, body } = await token(json);
  expect(status).toBe(400);
  expect(body.error).toMatch(/^The request is not right/);
});

test('nobody sends before they know what is kept there; who shares already goes on', async () => {
  const dee = await app.signIn({ ...ADA, user: { ...ADA.user, id: '4', name: 'Dee' } });
  const refused = await token({ shareId: 'new' }, dee);
  expect(refused.status).toBe(403);
  expect(refused.body.error).toMatch(/^Before you share on this server, read on the page/);
  expect(refused.body.token).toBeUndefined();
  expect((await token({ shareId: 'running', again: true }, dee)).status).toBe(200);
  await app.agree(dee);
  expect((await token({ shareId: 'new' }, dee)).status).toBe(200);
});
