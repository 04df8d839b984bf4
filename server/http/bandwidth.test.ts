import { connect } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../../e2e/support/until.ts';
import { openTestApp, type TestApp } from './test-app.ts';

const MB = 1024 * 1024;
let app: TestApp;
let headers: Record<string, string>;
beforeEach(async () => {
  app = await openTestApp();
  headers = { Cookie: await app.signIn() };
});
afterEach(() => app.close());

const send = (body: Uint8Array<ArrayBuffer>, more: Record<string, string> = headers) =>
  app.call('/api/bandwidth', {
    method: 'POST',
    headers: { 'Content-Type': 'application/octet-stream', ...more },
    body,
  });

/** A request whose body has only begun. */
async function begun() {
  const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
  socket.on('error', () => {});
  socket.write(
    `POST /api/bandwidth HTTP/1.1\r\nHost: x\r\nCookie: ${headers.Cookie}\r\n` +
      'Content-Length: 1000\r\n\r\nabc',
  );
  await until('it is being read', async () => (await send(new Uint8Array(1))).status === 429);
  return socket;
}

test('what is sent is counted, whatever it is', async () => {
  for (const bytes of [0, 1, 400_000, 2 * MB]) {
    const response = await send(new Uint8Array(bytes));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ bytes });
  }
  const json = await send(new TextEncoder().encode('{"not":'), {
    ...headers,
    'Content-Type': 'application/json',
  });
  expect(await json.json()).toEqual({ bytes: 7 });
});

test('more than 2 MB are refused', async () => {
  // The connection may be closed while the rest is still being sent.
  const status = await send(new Uint8Array(8 * MB)).then(
    (response) => response.status,
    () => 413,
  );
  expect(status).toBe(413);
  expect((await send(new Uint8Array(10))).status).toBe(200);
});

test('nobody in particular measures nothing', async () => {
  expect((await send(new Uint8Array(10), {})).status).toBe(401);
  const elsewhere = { ...headers, Origin: 'https://elsewhere.example' };
  expect((await send(new Uint8Array(10), elsewhere)).status).toBe(403);
});

test('one at a time for each person; one that breaks off leaves the way free', async () => {
  const socket = await begun();
  const { token } = await app.services.apiKeys.create('2', 'of somebody else');
  const other = await send(new Uint8Array(10), { Authorization: `Bearer ${token}` });
  expect(other.status).toBe(200);
  expect(await app.words(await send(new Uint8Array(10)))).toMatch(/already/);
  socket.destroy();
  await until('it is free again', async () => (await send(new Uint8Array(10))).status === 200);
  expect(app.lines.filter((line) => line.includes('request failed'))).toEqual([]);
});
