import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp } from './test-app.ts';

let app: Awaited<ReturnType<typeof openTestApp>>;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app?.close());

const idOf = async (given?: string) => {
  const headers = new Headers(given === undefined ? [] : [['X-Request-Id', given]]);
  return (await app.call('/healthz', { headers })).headers.get('X-Request-Id');
};

test('every answer names its request; what a proxy calls it stays', async () => {
  expect(await idOf('proxy-0123.4:5_6')).toBe('proxy-0123.4:5_6');
  expect(await idOf()).toMatch(/^[\da-f-]{36}$/);
  expect(await idOf()).not.toBe(await idOf());
});

test.each(['short', 'a'.repeat(65), 'has "quotes" in', '<script>alert'])(
  'a made-up id is not taken over: %s',
  async (given) => {
    expect(await idOf(given)).toMatch(/^[\da-f-]{36}$/);
  },
);

test('what goes wrong is logged with the id that its person reads', async () => {
  const { settings } = app.services;
  const { of } = settings;
  settings.of = () => Promise.reject(new Error('the store is gone'));
  try {
    const cookie = await app.signIn();
    app.lines.length = 0;
    const response = await app.call('/api/settings', { cookie });
    expect(response.status).toBe(500);
    const requestId = response.headers.get('X-Request-Id')!;
    expect(await app.words(response)).toContain(requestId);
    const line = app.lines.map((text) => JSON.parse(text)).find(({ level }) => level === 50);
    expect(line).toMatchObject({ requestId, path: '/api/settings' });
  } finally {
    settings.of = of;
  }
});
