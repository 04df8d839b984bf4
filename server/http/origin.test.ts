import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTestApp, type TestApp } from './test-app.ts';

let app: TestApp;
let cookie: string;
beforeEach(async () => {
  app = await openTestApp();
  cookie = await app.signIn();
});
afterEach(() => app.close());

const write = async (headers: Record<string, string>) => {
  const json = { whoMayClip: 'channel' };
  return (await app.call('/api/settings', { method: 'PATCH', cookie, headers, json })).status;
};

test.each([
  ['a page of ours', () => ({ Origin: app.url })],
  ['one that says so and nothing else', () => ({ 'Sec-Fetch-Site': 'same-origin' })],
  ['one that hides its address', () => ({ Origin: 'null', 'Sec-Fetch-Site': 'same-origin' })],
  ['a program', () => ({})],
])('%s may write', async (_who, headers) => {
  expect(await write(headers())).toBe(200);
});

test.each([
  ['another site', { Origin: 'https://evil.example' }],
  ['another site that hides its address', { Origin: 'null' }],
  ['a frame without an origin', { Origin: 'null', 'Sec-Fetch-Site': 'cross-site' }],
  ['another host of the same domain', { 'Sec-Fetch-Site': 'same-site' }],
  ['something typed in, which is no write', { 'Sec-Fetch-Site': 'none' }],
  ['another port of this machine', { Origin: 'http://127.0.0.1:1', 'Sec-Fetch-Site': 'same-site' }],
  [
    'one whose browser is fooled about one of them',
    {
      ...{ Origin: 'https://evil.example', 'Sec-Fetch-Site': 'same-origin' },
    },
  ],
])('%s may not', async (_who, headers) => {
  expect(await write(headers as Record<string, string>)).toBe(403);
});

test('everybody may read', async () => {
  const headers = { Origin: 'https://evil.example' };
  expect((await app.call('/api/about', { headers })).status).toBe(200);
});
